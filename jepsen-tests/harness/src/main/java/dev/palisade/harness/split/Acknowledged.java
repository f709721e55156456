package dev.palisade.harness.split;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation of which it is noted who acknowledged it.
 *
 * @param call with its positions in the history
 * @param node that acknowledged it
 * @param term in which that node led
 * @param invoked before it was sent
 * @param completed after its answer had come
 */
record Acknowledged(Call call, int node, long term, long invoked, long completed) {

  /** All in a history, in the order in which they were invoked. */
  static List<Acknowledged> in(History history) {
    List<Acknowledged> all = new ArrayList<>();
    for (Call call : history.calls()) {
      if (call.outcome() != Outcome.OK) {
        continue;
      }
      Op end = history.op(call.completedAt());
      if (end.extra().get("node") instanceof Long node
          && end.extra().get("term") instanceof Long term) {
        long invoked = history.op(call.invokedAt()).timeNanos();
        all.add(new Acknowledged(call, node.intValue(), term, invoked, end.timeNanos()));
      }
    }
    return all;
  }

  /** The events of some of them alone. */
  static History only(List<Acknowledged> few, History all) {
    History.Builder only = History.builder();
    few.stream()
        .flatMap(each -> List.of(each.call.invokedAt(), each.call.completedAt()).stream())
        .sorted()
        .distinct()
        .forEach(position -> only.add(all.line(position), all.op(position)));
    return only.build();
  }

  /** For people. */
  String text() {
    return "%s by process %d, acknowledged by n%d in term %d"
        .formatted(call.f(), call.process(), node, term);
  }
}
