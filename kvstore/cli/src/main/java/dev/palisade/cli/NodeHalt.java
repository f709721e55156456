package dev.palisade.cli;

import dev.palisade.raft.runtime.Halt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Halts this process without shutdown hooks: nothing may be written or answered any more. A full
 * disk and the like is told in one line; a broken invariant with the trace that shows where.
 */
final class NodeHalt implements Halt {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.node");

  @Override
  public void halt(String actor, Throwable cause) {
    String line = "%s failed, halting the process: %s".formatted(actor, Reasons.of(cause));
    if (Reasons.isOutside(cause)) {
      LOG.error("{}", line);
    } else {
      LOG.error("{}", line, cause);
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
