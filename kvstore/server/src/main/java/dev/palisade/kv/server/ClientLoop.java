package dev.palisade.kv.server;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands answers over to the thread that speaks to clients: no actor writes a frame, and none meets
 * what goes wrong in a call. What is added gathers until {@link #run}, which wakes the thread up
 * once for all of it. Thread-safe; never blocks, never throws.
 */
final class ClientLoop {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.clients");

  private final EventExecutor thread;
  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final AtomicLong failures = new AtomicLong();

  ClientLoop(EventExecutor thread) {
    this.thread = thread;
  }

  /** Gathers something to be done. */
  void add(Runnable work) {
    waiting.add(work);
  }

  /** Lets everything that has gathered be done. */
  void run() {
    if (thread.inEventLoop()) {
      drain();
    } else if (!waiting.isEmpty() && isScheduled.compareAndSet(false, true)) {
      try {
        thread.execute(this::drain);
      } catch (RejectedExecutionException stopped) {
        waiting.clear(); // All connections are closed: nobody waits for an answer.
      }
    }
  }

  /** Lets this, and everything that has gathered, be done. */
  void run(Runnable work) {
    add(work);
    run();
  }

  private void drain() {
    isScheduled.set(false); // First: what is added from now on is not lost.
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      try {
        work.run();
      } catch (RuntimeException e) {
        // It belongs to one call, which is over. The first, and then ever more rarely.
        if (Long.bitCount(failures.incrementAndGet()) == 1) {
          LOG.atWarn()
              .setCause(e)
              .log("an answer could not be given ({} times): {}", failures.get(), e.toString());
        }
      }
    }
  }
}
