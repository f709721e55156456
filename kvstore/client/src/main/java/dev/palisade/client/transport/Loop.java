package dev.palisade.client.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The client's one thread, a daemon. It reads and writes the sockets, so work that is done here
 * costs no hand-off. Every method may be called from any thread.
 */
public final class Loop implements Executor {
  private static final long SHUTDOWN_MILLIS = 1_000;

  private final EventLoopGroup group;
  private final EventLoop thread;

  public Loop() {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("palisade-client", true), NioIoHandler.newFactory());
    thread = (EventLoop) group.next();
  }

  /** Whether the caller runs on the loop's thread. */
  public boolean isCurrent() {
    return thread.inEventLoop();
  }

  /**
   * Runs a task later, in the order of the calls.
   *
   * @throws RejectedExecutionException after the end
   */
  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  /** Runs a task at once when on the loop's thread, otherwise later; never after the end. */
  void run(Runnable task) {
    if (isCurrent()) {
      task.run();
      return;
    }
    try {
      thread.execute(task);
    } catch (RejectedExecutionException ended) {
      // A late event of a connection that the end has closed: nobody waits for it.
    }
  }

  /** Runs a task after a delay; never after the end. */
  void schedule(Runnable task, long delayNanos) {
    try {
      var unused = thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      // As above.
    }
  }

  long nanoTime() {
    return System.nanoTime();
  }

  EventLoopGroup group() {
    return group;
  }

  /** Ends the thread; waits unless called on it. */
  void shutDown() {
    var ended = group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
    if (!isCurrent()) {
      ended.awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
  }
}
