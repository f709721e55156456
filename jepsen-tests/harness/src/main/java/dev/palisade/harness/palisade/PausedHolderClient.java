package dev.palisade.harness.palisade;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import java.util.List;

/**
 * Fenced registers whose grants and writes are done by a process of the worker's own, which other
 * workers pause and resume. Reads are done here, where nothing is ever paused.
 */
final class PausedHolderClient implements Client {
  private final Holders holders;
  private final int worker;
  private final FencedRegisterClient reader;

  PausedHolderClient(Holders holders, int worker, FencedRegisterClient reader) {
    this.holders = holders;
    this.worker = worker;
    this.reader = reader;
  }

  /** Starts the first two holders and waits until they answer: Java takes its time. */
  @Override
  public void setup() throws UnknownOutcome {
    for (int each : List.of(worker, worker + 1)) {
      Completion unused = holders.of(each).ask(new Operation("read", "setup", null));
    }
  }

  @Override
  public Completion invoke(Operation operation) throws UnknownOutcome {
    return switch (operation.f()) {
      case "grant", "write" -> holders.of(worker).ask(operation);
      case "read" -> reader.invoke(operation);
      case "pause" -> {
        boolean done = holders.present(victim(operation)).map(HolderProcess::pause).orElse(false);
        yield done ? Completion.ok(operation.value()) : notDone(operation, "not running");
      }
      case "resume" -> {
        boolean done = holders.present(victim(operation)).map(HolderProcess::resume).orElse(false);
        yield done ? Completion.ok(operation.value()) : notDone(operation, "not paused");
      }
      default -> throw new IllegalArgumentException("paused holders know no " + operation.f());
    };
  }

  private static int victim(Operation operation) {
    return operation.value() instanceof Long worker ? Math.toIntExact(worker) : -1;
  }

  private static Completion notDone(Operation operation, String why) {
    return Completion.fail(operation.value(), why);
  }

  /** The process stays: see {@link Holders}. */
  @Override
  public void close() {
    reader.close();
  }
}
