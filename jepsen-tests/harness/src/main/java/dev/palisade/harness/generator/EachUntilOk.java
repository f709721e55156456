package dev.palisade.harness.generator;

import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A list of operations, each until it succeeds.
 *
 * @param at those before were begun at least once
 * @param again those that were begun and did not succeed
 * @param underway by worker
 * @param notBefore when those again may be begun; {@link #AFTER_A_WHILE} if one has just failed
 */
record EachUntilOk(
    List<Operation> all,
    int at,
    List<Operation> again,
    SortedMap<Integer, Operation> underway,
    long notBefore)
    implements Generator {
  private static final long AFTER_A_WHILE = -1;
  private static final long WHILE_NANOS = 100_000_000;

  static EachUntilOk of(List<Operation> all) {
    return new EachUntilOk(all, 0, List.of(), new TreeMap<>(), 0);
  }

  @Override
  public Next next(Context context) {
    boolean isAgain = at >= all.size();
    if (isAgain && again.isEmpty() && underway.isEmpty()) {
      return new Next.Exhausted();
    }
    if (context.free().isEmpty() || (isAgain && again.isEmpty())) {
      return new Next.Pending(Long.MAX_VALUE, this);
    }
    if (isAgain && context.nanos() < notBefore) {
      return new Next.Pending(notBefore, this);
    }
    if (isAgain && notBefore == AFTER_A_WHILE) {
      long moment = context.nanos() + WHILE_NANOS;
      return new Next.Pending(moment, new EachUntilOk(all, at, again, underway, moment));
    }
    Operation operation = isAgain ? again.getFirst() : all.get(at);
    int worker = context.free().first();
    EachUntilOk rest =
        new EachUntilOk(
            all,
            isAgain ? at : at + 1,
            isAgain ? again.subList(1, again.size()) : again,
            Generators.with(underway, worker, operation),
            notBefore);
    return new Next.Invoke(worker, operation, rest);
  }

  @Override
  public Generator update(Event event) {
    Operation operation = underway.get(event.worker());
    if (operation == null || event.type() == OpType.INVOKE) {
      return this;
    }
    SortedMap<Integer, Operation> still = new TreeMap<>(underway);
    still.remove(event.worker());
    if (event.type() == OpType.OK) {
      return new EachUntilOk(all, at, again, still, notBefore);
    }
    List<Operation> more = new ArrayList<>(again);
    more.add(operation);
    return new EachUntilOk(all, at, List.copyOf(more), still, AFTER_A_WHILE);
  }
}
