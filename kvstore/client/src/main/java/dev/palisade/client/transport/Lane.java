package dev.palisade.client.transport;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of one kind that wait to be sent, in order. Calls that ended meanwhile are skipped. */
final class Lane {
  private final ArrayDeque<Call> calls = new ArrayDeque<>();

  void addLast(Call call) {
    calls.addLast(call);
  }

  /** Puts calls back that were sent before those that wait, in their order. */
  void addFirst(List<Call> earlier) {
    for (int i = earlier.size() - 1; i >= 0; i--) {
      calls.addFirst(earlier.get(i));
    }
  }

  /** The first live call, null if there is none. */
  @Nullable Call peek() {
    Call first = calls.peekFirst();
    while (first != null && first.ended) {
      calls.removeFirst();
      first = calls.peekFirst();
    }
    return first;
  }

  /** Takes out what {@link #peek} returned. */
  void removeFirst() {
    calls.removeFirst();
  }

  /** Lets go of the calls that ended. */
  void sweep() {
    calls.removeIf(call -> call.ended);
  }
}
