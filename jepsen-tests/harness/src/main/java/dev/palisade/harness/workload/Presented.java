package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history of fenced registers, or of locks, as their model wants it: what was presented is known
 * only when an operation has ended.
 *
 * <p>Of registers: {@code write} with the token that was presented and the value, and {@code grant}
 * with its token; without writes that presented none, and without grants of which nobody was told.
 */
final class Presented {
  private Presented() {}

  static History of(History history) {
    Map<Integer, Object> tokens = tokens(history, "write");
    Map<Integer, Object> grants = tokens(history, "grant");
    History.Builder modelled = History.builder();
    for (int position = 0; position < history.size(); position++) {
      Op op = history.op(position);
      int invoked = op.type() == OpType.INVOKE ? position : history.partner(position);
      if (op.f().equals("read")) {
        modelled.add(history.line(position), op);
      } else if (op.f().equals("grant") && grants.containsKey(invoked)) {
        modelled.add(history.line(position), withValue(op, grants.get(invoked)));
      } else if (op.f().equals("write") && tokens.containsKey(invoked)) {
        modelled.add(history.line(position), write(op, history.op(invoked), tokens.get(invoked)));
      }
    }
    return modelled.build();
  }

  /** A history of locks: each {@code release} with its token, without those that had none. */
  static History releases(History history) {
    Map<Integer, Object> tokens = tokens(history, "release");
    History.Builder modelled = History.builder();
    for (int position = 0; position < history.size(); position++) {
      Op op = history.op(position);
      int invoked = op.type() == OpType.INVOKE ? position : history.partner(position);
      Object token = tokens.get(invoked);
      if (!op.f().equals("release")) {
        modelled.add(history.line(position), op);
      } else if (token != null) {
        modelled.add(history.line(position), withValue(op, token));
      }
    }
    return modelled.build();
  }

  private static Op withValue(Op op, @Nullable Object value) {
    return new Op(
        op.index(), op.process(), op.type(), op.f(), op.key(), value, op.timeNanos(), op.extra());
  }

  /** By the position of the invocation. */
  private static Map<Integer, Object> tokens(History history, String f) {
    Map<Integer, Object> tokens = new HashMap<>();
    for (int position = 0; position < history.size(); position++) {
      Object token = history.op(position).extra().get("token");
      boolean ended = history.type(position) != OpType.INVOKE;
      if (ended && token instanceof Long && history.f(position).equals(f)) {
        tokens.put(history.partner(position), token);
      }
    }
    return tokens;
  }

  /**
   * A success tells its revision, a refusal nothing: the model is told by the tokens themselves.
   */
  private static Op write(Op op, Op invoked, Object token) {
    List<Object> argument = new ArrayList<>(List.of(token));
    argument.add(invoked.value() == null ? 0L : invoked.value());
    Object value = op.type() == OpType.OK || op.type() == OpType.FAIL ? null : argument;
    return withValue(op, value);
  }
}
