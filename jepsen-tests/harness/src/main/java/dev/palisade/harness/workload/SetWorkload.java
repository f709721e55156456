package dev.palisade.harness.workload;

import dev.palisade.checker.check.HistoryCheck;
import dev.palisade.checker.check.SetCheck;
import dev.palisade.checker.check.SetFull;
import dev.palisade.checker.history.History;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Sets of numbers, none of which is added twice: {@code add n}, {@code read} of one set, and at the
 * end {@code final}, which answers the elements of all sets together.
 */
public record SetWorkload() implements Workload {
  /** A read is as long as the set is large. */
  private static final long OPERATIONS_A_SET = 300;

  private static final int ONE_READ_IN = 8;

  @Override
  public String name() {
    return "set";
  }

  @Override
  public String explanation() {
    return "Elements are added; every acknowledged one is found ever after, and nothing else.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, SetWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String set = "s" + number / OPERATIONS_A_SET;
    return dice.nextInt(ONE_READ_IN) == 0
        ? new Operation("read", set, null)
        : new Operation("add", set, number);
  }

  @Override
  public Generator last(List<Object> keys) {
    return Generators.eachUntilOk(Collections.nCopies(3, new Operation("final", null, null)));
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("add", "read", "final");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    History allAlong = Rewritten.only(history, f -> !f.equals("final"));
    HistoryCheck full = HistoryCheck.independent(new SetFull(SetFull.Staleness.WRONG));
    return List.of(
        judging.rule("set: all that was acknowledged is there", new SetCheck(), atTheEnd(history)),
        judging.rule("set: no read misses what was known", full, allAlong));
  }

  /** The last read of all sets is the one that counts. */
  private static History atTheEnd(History history) {
    return Rewritten.each(
        Rewritten.only(history, f -> !f.equals("read")),
        (op, _) -> op.f().equals("final") ? Rewritten.with(op, "read", op.value()) : op);
  }
}
