package dev.palisade.cli.mutant;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import dev.palisade.harness.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Puts that look at nothing, so that only the version of a key tells how many took effect: {@code
 * put} raises it by one, {@code read} answers it, 0 without the key.
 */
record BlindPuts() implements Workload {
  static final String NAME = "blind-puts";

  private static final long KEYS = 5;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String explanation() {
    return "Puts of a few keys; each takes effect once, as the version of its key tells.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, BlindPuts::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    return new Operation(dice.nextInt(10) < 8 ? "put" : "read", "b" + dice.nextLong(KEYS), null);
  }

  @Override
  public Generator last() {
    return Generators.list(
        LongStream.range(0, KEYS).mapToObj(key -> new Operation("read", "b" + key, null)).toList());
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) {
    List<String> wrong = new ArrayList<>();
    long reads = 0;
    for (Call read : history.calls()) {
      if (read.f().equals("read")
          && read.outcome() == Outcome.OK
          && read.result() instanceof Long version) {
        reads++;
        long least = history.calls().stream().filter(put -> hasEnded(put, read)).count();
        long most = history.calls().stream().filter(put -> mayHaveBegun(put, read)).count();
        if (version < least || version > most) {
          wrong.add(
              "line %d: the version of %s is %d, after %d to %d puts"
                  .formatted(history.line(read.completedAt()), read.key(), version, least, most));
        }
      }
    }
    return List.of(
        CheckResult.of(
            "blind puts: each takes effect once",
            wrong.isEmpty() ? CheckResult.Outcome.VERIFIED : CheckResult.Outcome.VIOLATION,
            wrong.isEmpty()
                ? "%,d reads told a version that the puts explain".formatted(reads)
                : String.join("; ", wrong.subList(0, Math.min(3, wrong.size()))),
            Map.of("reads", reads)));
  }

  private static boolean hasEnded(Call put, Call read) {
    return isPutOf(put, read) && put.outcome() == Outcome.OK && put.precedes(read);
  }

  private static boolean mayHaveBegun(Call put, Call read) {
    return isPutOf(put, read)
        && put.outcome() != Outcome.FAILED
        && put.invokedAt() < read.completedAt();
  }

  private static boolean isPutOf(Call put, Call read) {
    return put.f().equals("put") && String.valueOf(put.key()).equals(String.valueOf(read.key()));
  }
}
