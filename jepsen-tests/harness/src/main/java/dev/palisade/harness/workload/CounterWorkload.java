package dev.palisade.harness.workload;

import dev.palisade.checker.check.CounterBounds;
import dev.palisade.checker.check.HistoryCheck;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counters whose replies get lost: {@code add n} counts by one and leaves its number {@code n},
 * which no other has; it answers {@code [count before]}, the count that it made and the number that
 * was there before, or null. {@code read} answers {@code [count n]} with the number that was left
 * last.
 *
 * <p>A client whose reply is lost asks again. How many were lost since its last operation stands as
 * {@code lost} beside the answer.
 */
public record CounterWorkload() implements Workload {
  private static final long COUNTERS = 3;

  @Override
  public String name() {
    return "counter";
  }

  @Override
  public String explanation() {
    return "Increments whose replies get lost and which are sent again; each counts once.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, CounterWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String counter = "c" + dice.nextLong(COUNTERS);
    return dice.nextInt(4) == 0
        ? new Operation("read", counter, null)
        : new Operation("add", counter, number);
  }

  @Override
  public Generator last(List<Object> keys) {
    return Generators.eachUntilOk(
        LongStream.range(0, COUNTERS)
            .mapToObj(counter -> new Operation("read", "c" + counter, null))
            .toList());
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("add", "read");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    HistoryCheck bounds = HistoryCheck.independent(new CounterBounds());
    return List.of(
        judging.rule(
            "counter: between what was surely and what was maybe added", bounds, counted(history)),
        new CountedOnce(history).result(judging));
  }

  /** Each add as one of 1, each read as the count that it tells. */
  private static History counted(History history) {
    return Rewritten.each(history, (op, invoked) -> Rewritten.with(op, op.f(), count(op, invoked)));
  }

  private static @Nullable Object count(Op op, Op invoked) {
    if (invoked.f().equals("add")) {
      return 1L;
    }
    return op.type() == OpType.OK && op.value() instanceof List<?> read ? read.getFirst() : null;
  }
}
