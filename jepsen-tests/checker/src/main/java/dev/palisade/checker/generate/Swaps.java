package dev.palisade.checker.generate;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** Exchanges the answers of two calls. */
final class Swaps {
  private Swaps() {}

  static Optional<History> swapAnswers(History history, Random random) {
    List<Op> ops = history.ops();
    List<int[]> pairs = new ArrayList<>();
    for (int first = 0; first < ops.size(); first++) {
      for (int second = first + 1; second < Math.min(ops.size(), first + 64); second++) {
        if (exchangeable(ops.get(first), ops.get(second))) {
          pairs.add(new int[] {first, second});
        }
      }
    }
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    int[] pair = pairs.get(random.nextInt(pairs.size()));
    Op first = ops.get(pair[0]);
    ops.set(pair[0], answering(first, ops.get(pair[1])));
    ops.set(pair[1], answering(ops.get(pair[1]), first));
    return Optional.of(History.of(ops));
  }

  private static boolean exchangeable(Op first, Op second) {
    return first.type() == OpType.OK
        && second.type() == OpType.OK
        && first.f().equals(second.f())
        && !Objects.equals(first.value(), second.value());
  }

  private static Op answering(Op op, Op other) {
    return Op.of(op.process(), op.type(), op.f(), other.value()).onKey(op.key());
  }
}
