package dev.palisade.harness.interpret;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A thread that does one operation after the other with a client of its own. */
final class Worker {
  private final int number;
  private final ClientFactory clients;
  private final Consumer<Ended> ended;
  private final BlockingQueue<Operation> queue = new LinkedBlockingQueue<>(1);
  private final Thread thread;
  private @Nullable Client client;
  private boolean closed;

  /**
   * An operation has ended.
   *
   * @param completion null when nobody knows how
   * @param unknown what to note then
   */
  record Ended(
      int worker,
      Operation operation,
      @Nullable Completion completion,
      Map<String, Object> unknown) {}

  Worker(int number, ClientFactory clients, Consumer<Ended> ended) {
    this.number = number;
    this.clients = clients;
    this.ended = ended;
    this.thread = Thread.ofVirtual().name("worker-" + number).start(this::run);
  }

  void give(Operation operation) {
    queue.add(operation);
  }

  private void run() {
    try {
      while (true) {
        ended.accept(invoke(queue.take()));
      }
    } catch (InterruptedException closing) {
      // Which is how it ends.
    } finally {
      drop();
    }
  }

  private Ended invoke(Operation operation) throws InterruptedException {
    Client mine;
    try {
      mine = client();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      // Without a client nothing was asked.
      return new Ended(number, operation, Completion.fail(operation.value(), text(e)), Map.of());
    }
    try {
      return new Ended(number, operation, mine.invoke(operation), Map.of());
    } catch (InterruptedException e) {
      ended.accept(new Ended(number, operation, null, Map.of("error", "interrupted")));
      throw e;
    } catch (Throwable e) {
      drop();
      return new Ended(number, operation, null, noted(e)); // Whatever it was: it has to be told.
    }
  }

  private static Map<String, Object> noted(Throwable e) {
    Map<String, Object> noted = new LinkedHashMap<>();
    if (e instanceof UnknownOutcome unknown) {
      noted.putAll(unknown.extra());
    }
    noted.put("error", text(e));
    return noted;
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private Client client() throws Exception {
    synchronized (this) {
      if (closed) {
        throw new InterruptedException();
      }
      if (client != null) {
        return client;
      }
    }
    Client opened = clients.open(number);
    synchronized (this) {
      client = opened;
      return opened;
    }
  }

  private void drop() {
    Client dropped;
    synchronized (this) {
      dropped = client;
      client = null;
    }
    try {
      if (dropped != null) {
        dropped.close();
      }
    } catch (Throwable e) {
      System.err.println("a client of worker " + number + " could not be closed: " + text(e));
    }
  }

  /** Ends it, whatever it is doing. */
  void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
    }
    thread.interrupt();
    thread.join(java.time.Duration.ofSeconds(5));
    drop();
  }
}
