package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A history as a check wants it, with the lines of the one that was recorded. */
final class Rewritten {
  private Rewritten() {}

  /** Only the events of these functions. */
  static History only(History history, Predicate<String> functions) {
    return each(history, (op, _) -> functions.test(op.f()) ? op : null);
  }

  /**
   * Each event as another one, or none.
   *
   * @param rewrite takes an event and the invocation that belongs to it, which for an invocation is
   *     itself; leaves out both or none
   */
  static History each(History history, BiFunction<Op, Op, @Nullable Op> rewrite) {
    History.Builder rewritten = History.builder();
    for (int position = 0; position < history.size(); position++) {
      Op op = history.op(position);
      Op invoked = op.type() == OpType.INVOKE ? op : history.op(history.partner(position));
      Op other = rewrite.apply(op, invoked);
      if (other != null) {
        rewritten.add(history.line(position), other);
      }
    }
    return rewritten.build();
  }

  static Op with(Op op, String f, @Nullable Object value) {
    return new Op(
        op.index(), op.process(), op.type(), f, op.key(), value, op.timeNanos(), op.extra());
  }
}
