package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Completion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A history in the order of the times that clients of their own process noted. An operation is
 * written down before such a client begins it and after it has ended, and much later at that if the
 * process is paused: what the client saw lies within, and says more.
 */
final class AsClientsSaw {
  private AsClientsSaw() {}

  private record Event(int line, Op op) {}

  static History of(History history) {
    List<Event> events = new ArrayList<>();
    for (int position = 0; position < history.size(); position++) {
      Op op = history.op(position);
      int partner = history.partner(position);
      boolean begins = op.type() == OpType.INVOKE;
      Op end = begins ? (partner == History.NONE ? null : history.op(partner)) : op;
      long time = begins ? began(op, end) : ended(op);
      events.add(new Event(history.line(position), at(op, time)));
    }
    events.sort(Comparator.comparingLong(event -> event.op().timeNanos())); // Which is stable.
    History.Builder ordered = History.builder();
    events.forEach(event -> ordered.add(event.line(), event.op()));
    return ordered.build();
  }

  private static long began(Op op, @Nullable Op end) {
    Object noted = end == null ? null : end.extra().get(Completion.INVOKED);
    return noted instanceof Long nanos ? Math.max(op.timeNanos(), nanos) : op.timeNanos();
  }

  private static long ended(Op op) {
    Object noted = op.extra().get(Completion.COMPLETED);
    return noted instanceof Long nanos ? Math.min(op.timeNanos(), nanos) : op.timeNanos();
  }

  private static Op at(Op op, long time) {
    return new Op(
        Op.UNNUMBERED, op.process(), op.type(), op.f(), op.key(), op.value(), time, op.extra());
  }
}
