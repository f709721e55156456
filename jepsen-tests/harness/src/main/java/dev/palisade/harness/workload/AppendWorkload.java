package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.model.KeyValue;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists: {@code append n} adds a number that no other append has, or fails when the list was
 * changed meanwhile; {@code read} answers the list, and at the end {@code final} all lists by key.
 */
public record AppendWorkload() implements Workload {
  /** Few keep lists short, and each search small. */
  private static final RotatingKeys KEYS = new RotatingKeys("a", 3, 100);

  @Override
  public String name() {
    return "append";
  }

  @Override
  public String explanation() {
    return "Elements are appended to lists; of any two reads one is the beginning of the other.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, AppendWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    String key = KEYS.key(number, dice);
    return dice.nextInt(5) < 2
        ? new Operation("read", key, null)
        : new Operation("append", key, number);
  }

  @Override
  public Generator last(List<Object> keys) {
    return Generators.eachUntilOk(Collections.nCopies(3, new Operation("final", null, null)));
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("append", "read", "final");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    return List.of(
        judging.linearizable("append: linearizable per list", new KeyValue(), asTexts(history)),
        new AppendedLists(history).result(judging));
  }

  /** The model appends texts. */
  private static History asTexts(History history) {
    return Rewritten.each(
        Rewritten.only(history, f -> !f.equals("final")),
        (op, _) ->
            op.f().equals("append")
                ? Rewritten.with(op, "append", op.value() + " ")
                : Rewritten.with(op, "get", text(op)));
  }

  private static @Nullable String text(Op op) {
    return op.type() == OpType.OK && op.value() instanceof List<?> list
        ? list.stream().map(each -> each + " ").collect(Collectors.joining())
        : null;
  }
}
