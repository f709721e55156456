package dev.palisade.harness.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InterpreterTest {
  private static final Generator NUMBERS =
      Generators.each(1, (dice, number) -> new Operation("n", null, number));

  @TempDir private Path folder = Path.of("");
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** Every fifth number fails, every seventh is lost. */
  private final class Counting implements Client {
    Counting() {
      opened.incrementAndGet();
    }

    @Override
    public Completion invoke(Operation operation) throws UnknownOutcome {
      long number = Long.parseLong(String.valueOf(operation.value()));
      if (number % 7 == 0) {
        throw new UnknownOutcome("lost", Map.of("token", 9L), new RuntimeException());
      }
      return number % 5 == 0 ? Completion.fail(number, "five") : Completion.ok(number);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void whatNobodyKnowsRetiresItsProcessAndItsClient() throws Exception {
    History history = run(Generators.limit(140, NUMBERS), 4);
    assertThat(history.callCount()).isEqualTo(140);
    long unknown = count(history, Outcome.UNKNOWN);
    assertThat(unknown).isEqualTo(20);
    assertThat(count(history, Outcome.FAILED)).isEqualTo(24);
    long processes = history.calls().stream().map(Call::process).distinct().count();
    assertThat(processes).isBetween(20L, 24L);
    assertThat(opened.get()).isEqualTo(closed.get()).isBetween(20, 24);
    assertThat(history.ops())
        .filteredOn(op -> op.extra().containsKey("token"))
        .hasSize(20)
        .allSatisfy(op -> assertThat(op.extra()).containsEntry("error", "lost"));
  }

  @Test
  void whatAClientNotedByTheClockIsWrittenAsTimeOfTheRun() throws Exception {
    long start = System.nanoTime();
    Path file = folder.resolve("history.jsonl");
    Client noting =
        new Client() {
          @Override
          public Completion invoke(Operation operation) {
            Map<String, Object> noted =
                Map.of(Completion.INVOKED, start + 5, Completion.COMPLETED, start + 7);
            return new Completion(OpType.OK, operation.value(), noted);
          }

          @Override
          public void close() {}
        };
    try (Recorder recorder = new Recorder(file);
        Interpreter interpreter = new Interpreter(_ -> noting, 1, start, recorder)) {
      interpreter.run(Generators.limit(1, NUMBERS), () -> false);
    }
    assertThat(HistoryFormat.readUnfinished(file).op(1).extra())
        .containsEntry("invoked", 5L)
        .containsEntry("completed", 7L);
  }

  @Test
  void aWorkerThatHangsDoesNotKeepItFromEnding() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Path file = folder.resolve("history.jsonl");
    try (Recorder recorder = new Recorder(file);
        Interpreter interpreter =
            new Interpreter(
                _ ->
                    new Client() {
                      @Override
                      public Completion invoke(Operation operation) throws InterruptedException {
                        interpreterStops(operation, never);
                        return Completion.ok(operation.value());
                      }

                      @Override
                      public void close() {}
                    },
                1,
                System.nanoTime(),
                recorder)) {
      Thread running = Thread.ofVirtual().start(() -> runQuietly(interpreter));
      interpreter.stop();
      running.join();
    }
    History history = HistoryFormat.readUnfinished(file);
    assertThat(count(history, Outcome.UNKNOWN)).isEqualTo(history.callCount());
  }

  @Test
  void anErrorInAClientIsAnUnknownOutcomeAndOneThatCannotBeClosedHoldsNothingUp() throws Exception {
    Path file = folder.resolve("history.jsonl");
    Client broken =
        new Client() {
          @Override
          public Completion invoke(Operation operation) {
            throw new AssertionError("broken");
          }

          @Override
          public void close() {
            throw new AssertionError("not even that");
          }
        };
    try (Recorder recorder = new Recorder(file);
        Interpreter interpreter = new Interpreter(_ -> broken, 2, System.nanoTime(), recorder)) {
      assertThat(interpreter.run(Generators.limit(6, NUMBERS), () -> false)).isTrue();
      assertThat(interpreter.run(NUMBERS, () -> true)).as("exhausted").isFalse();
    }
    History history = HistoryFormat.readUnfinished(file);
    assertThat(count(history, Outcome.UNKNOWN)).isEqualTo(6);
    assertThat(history.ops())
        .anySatisfy(op -> assertThat(op.extra()).containsEntry("error", "broken"));
  }

  private static void interpreterStops(Operation operation, CountDownLatch never)
      throws InterruptedException {
    assertThat(operation.f()).isEqualTo("n");
    never.await();
  }

  private static void runQuietly(Interpreter interpreter) {
    try {
      interpreter.run(NUMBERS, () -> false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private History run(Generator generator, int workers) throws Exception {
    Path file = folder.resolve("history.jsonl");
    try (Recorder recorder = new Recorder(file);
        Interpreter interpreter =
            new Interpreter(_ -> new Counting(), workers, System.nanoTime(), recorder)) {
      interpreter.run(generator, () -> false);
      Counts counts = interpreter.counts();
      assertThat(counts.ok() + counts.fail() + counts.info()).isEqualTo(140);
    }
    return HistoryFormat.readUnfinished(file);
  }

  private static long count(History history, Outcome outcome) {
    return history.calls().stream().filter(call -> call.outcome() == outcome).count();
  }
}
