package dev.palisade.raft.runtime;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the threads of a network end. */
public final class EventLoops {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

  /** The most that tasks which are queued may take. */
  private static final long QUEUED_SECONDS = 1;

  private static final long PATIENCE_SECONDS = 10;

  private EventLoops() {}

  /**
   * Ends the loops, and returns when they have: then the ports of servers that were closed are
   * free. Until its loop selects once more, a socket that is closed still listens for the operating
   * system, and whoever wants to listen there, in this process or another, is refused. Waits ten
   * seconds at most, and says so when that was not enough. Not to be called on one of the loops.
   */
  public static void end(EventLoopGroup loops) {
    boolean ended =
        loops
            .shutdownGracefully(0, QUEUED_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      LOG.warn("network threads have not ended within {} s", PATIENCE_SECONDS);
    }
  }
}
