package dev.palisade.checker.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the invocation of each completion, and refuses events that no set of sequential processes
 * can have produced.
 *
 * <p>Keeps: P1 a process has at most one open call; P2 a completion names the function and key of
 * its invocation; P3 a process is silent after {@code info}; P4 indexes rise strictly.
 */
final class Pairing {
  private static final int CRASHED = -2;

  /** The position of each process' open invocation, {@link #CRASHED}, or absent. */
  private final Map<Integer, Integer> open = new HashMap<>();

  private int[] partners = new int[64];
  private int lastIndex = Op.UNNUMBERED;

  void accept(int line, Op op, Columns before) {
    int position = before.size;
    if (op.process() < 0) {
      throw new MalformedHistoryException(line, "process " + op.process() + " is negative");
    }
    acceptIndex(line, op);
    if (position == partners.length) {
      partners = Arrays.copyOf(partners, position * 2);
    }
    partners[position] = History.NONE;
    Integer invoked = open.get(op.process());
    if (invoked != null && invoked == CRASHED) {
      throw new MalformedHistoryException( // Keeps P3.
          line,
          "process " + name(op, before) + " is used again after its info; give it a new number");
    }
    if (op.type() == OpType.INVOKE) {
      acceptInvocation(line, op, position, invoked, before);
    } else {
      acceptCompletion(line, op, position, invoked, before);
    }
  }

  private void acceptIndex(int line, Op op) {
    if (op.index() == Op.UNNUMBERED) {
      return;
    }
    if (op.index() <= lastIndex) { // Keeps P4.
      String fault = op.index() == lastIndex ? " appears twice" : " comes after " + lastIndex;
      throw new MalformedHistoryException(line, "index " + op.index() + fault);
    }
    lastIndex = op.index();
  }

  private void acceptInvocation(
      int line, Op op, int position, @Nullable Integer busy, Columns before) {
    if (busy != null) { // Keeps P1.
      throw new MalformedHistoryException(
          line,
          "process %s invokes %s while its %s of line %d is open"
              .formatted(name(op, before), op.f(), before.functions[busy], before.lines[busy]));
    }
    open.put(op.process(), position);
  }

  private void acceptCompletion(
      int line, Op op, int position, @Nullable Integer invoked, Columns before) {
    if (invoked == null) {
      throw new MalformedHistoryException(
          line,
          "process %s completes %s, which it did not invoke".formatted(name(op, before), op.f()));
    }
    if (!before.functions[invoked].equals(op.f())) { // Keeps P2.
      throw new MalformedHistoryException(
          line,
          "process %s completes %s, but its open call of line %d is %s"
              .formatted(
                  name(op, before), op.f(), before.lines[invoked], before.functions[invoked]));
    }
    Object key = before.keys[invoked];
    if (key != null && op.key() != null && !key.equals(op.key())) {
      throw new MalformedHistoryException(
          line,
          "process %s completes key %s, but its open call of line %d is on key %s"
              .formatted(name(op, before), op.key(), before.lines[invoked], key));
    }
    partners[invoked] = position;
    partners[position] = invoked;
    if (op.type() == OpType.INFO) {
      open.put(op.process(), CRASHED);
    } else {
      open.remove(op.process());
    }
  }

  private static Object name(Op op, Columns events) {
    return events.names.getOrDefault(op.process(), (long) op.process());
  }

  int[] partners(int size) {
    return Arrays.copyOf(partners, size);
  }
}
