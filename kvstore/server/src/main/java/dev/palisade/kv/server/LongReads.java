package dev.palisade.kv.server;

import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.kv.state.StateView;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs reads that may take long beside the thread that applies, each on the state as it was when
 * the read became ready. A bounded number waits, and of each connection a few, so that no client
 * keeps the others from reading. Thread-safe.
 */
final class LongReads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.clients");
  private static final int WAITING = 64;
  private static final int OF_ONE_CONNECTION = 8;
  private static final long JOIN_SECONDS = 10;

  /** A read that is ready. */
  interface LongRead {
    /** Reads; a failure of it ends this read alone. */
    void run(StateView view);

    /** It was not run, or failed: says so to the caller. */
    void failed(String why);
  }

  private final Consumer<StateDamagedException> damaged;
  private final ThreadPoolExecutor reader =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("reader-", 0).factory());

  /** Tells of damage that a read finds. */
  LongReads(Consumer<StateDamagedException> damaged) {
    this.damaged = damaged;
  }

  /** Takes a read of this connection; it closes the view. Refuses it when too many wait. */
  void run(ClientConnection connection, StateView view, LongRead read) {
    if (connection.addLongReads(1) > OF_ONE_CONNECTION) {
      end(connection, view);
      read.failed("too many long reads of this connection wait");
      return;
    }
    try {
      reader.execute(() -> runNow(connection, view, read));
    } catch (RejectedExecutionException full) {
      end(connection, view);
      read.failed("too many long reads wait on this node");
    }
  }

  private void runNow(ClientConnection connection, StateView view, LongRead read) {
    try {
      read.run(view);
    } catch (StateDamagedException e) {
      damaged.accept(e);
      read.failed("the state of this node is damaged");
    } catch (RuntimeException e) {
      LOG.warn("a long read failed: {}", e.toString());
      read.failed("the state could not be read");
    } finally {
      end(connection, view);
    }
  }

  private static void end(ClientConnection connection, StateView view) {
    view.close();
    connection.addLongReads(-1);
  }

  /** Ends what runs, and refuses what waits. */
  @Override
  public void close() {
    reader.shutdown();
    try {
      if (!reader.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a long read did not end within {} s", JOIN_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
