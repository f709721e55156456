package dev.palisade.raft.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Halts this JVM without shutdown hooks: nothing may be written or answered any more. */
public final class ProcessHalt implements Halt {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessHalt.class);

  @Override
  public void halt(String actor, Throwable cause) {
    LOG.error("{} failed, halting the process: {}", actor, cause.getMessage(), cause);
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
