package dev.palisade.checker;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.OpType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries all orders of a small history against a specification that shares no code with the models:
 * the definition of linearizability over events, not over {@code Problem} and {@code Call}.
 */
final class BruteForce {
  /** A call as the specification sees it; {@code known} is false if it crashed or is open. */
  record Done(int process, String f, @Nullable Object argument, @Nullable Object answer, End end) {
    boolean known() {
      return end == End.OK;
    }
  }

  /** How a call ended. */
  enum End {
    OK,
    FAILED,
    CRASHED
  }

  /** What an object may become by a call; nothing if the call cannot have ended so. */
  interface Specification {
    /** The object at first. */
    @Nullable Object initial();

    /** The states after the call. */
    List<@Nullable Object> after(@Nullable Object state, Done call);

    /** Whether a failed call tells something and needs a place. */
    default boolean needsPlaceThoughFailed(Done call) {
      return false;
    }
  }

  private record Placed(Done call, int from, int to, boolean required) {}

  private final Specification specification;
  private final List<Placed> calls = new ArrayList<>();

  private BruteForce(Specification specification, History history) {
    this.specification = specification;
    for (int at = 0; at < history.size(); at++) {
      if (history.type(at) == OpType.INVOKE) {
        add(history, at);
      }
    }
  }

  /** Whether some order explains all that the clients were told. */
  static boolean isLinearizable(Specification specification, History history) {
    BruteForce all = new BruteForce(specification, history);
    return all.reaches(specification.initial(), new boolean[all.calls.size()]);
  }

  private void add(History history, int at) {
    int end = history.partner(at);
    OpType type = end == History.NONE ? OpType.INFO : history.type(end);
    Done call =
        new Done(
            history.process(at),
            history.f(at),
            history.value(at),
            type == OpType.INFO ? null : history.value(end),
            type == OpType.OK ? End.OK : type == OpType.FAIL ? End.FAILED : End.CRASHED);
    if (call.end == End.FAILED && !specification.needsPlaceThoughFailed(call)) {
      return;
    }
    boolean required = call.end != End.CRASHED;
    calls.add(new Placed(call, at, required ? end : Integer.MAX_VALUE, required));
  }

  private boolean reaches(@Nullable Object state, boolean[] done) {
    int first = Integer.MAX_VALUE;
    boolean open = false;
    for (int i = 0; i < done.length; i++) {
      if (!done[i] && calls.get(i).required) {
        first = Math.min(first, calls.get(i).to);
        open = true;
      }
    }
    if (!open) {
      return true;
    }
    for (int i = 0; i < done.length; i++) {
      if (!done[i] && calls.get(i).from < first) {
        boolean[] with = done.clone();
        with[i] = true;
        for (Object next : specification.after(state, calls.get(i).call)) {
          if (reaches(next, with)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
