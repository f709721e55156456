package dev.palisade.checker.search;

import java.util.Arrays;

/**
 * The invocations of all calls and the completions of the required ones, in real-time order, and a
 * slot for each required call while it is open: the fewer calls overlap, the fewer slots.
 */
final class Timeline {
  private final int[] events;
  private final int[] slots;
  private final int slotCount;

  Timeline(Problem<?> problem) {
    long[] sorted = new long[2 * problem.size()];
    int size = 0;
    for (int call = 0; call < problem.size(); call++) {
      sorted[size++] = ((long) problem.calls().get(call).invokedAt() << 32) | (2L * call);
      if (problem.required()[call]) {
        sorted[size++] = ((long) problem.deadline(call) << 32) | (2L * call + 1);
      }
    }
    Arrays.sort(sorted, 0, size);
    this.events = new int[size];
    for (int i = 0; i < size; i++) {
      events[i] = (int) sorted[i];
    }
    this.slots = new int[problem.size()];
    this.slotCount = assignSlots(problem);
  }

  private int assignSlots(Problem<?> problem) {
    int[] free = new int[problem.size()];
    int freeCount = 0;
    int count = 0;
    for (int event = 0; event < events.length; event++) {
      int call = call(event);
      if (isReturn(event)) {
        free[freeCount++] = slots[call];
      } else if (problem.required()[call]) {
        slots[call] = freeCount > 0 ? free[--freeCount] : count++;
      }
    }
    return count;
  }

  /** How many events there are. */
  int size() {
    return events.length;
  }

  /** The call of an event. */
  int call(int event) {
    return events[event] >>> 1;
  }

  /** Whether an event is the completion of its call. */
  boolean isReturn(int event) {
    return (events[event] & 1) == 1;
  }

  /** The slot of a required call; no two calls that are open together share one. */
  int slot(int call) {
    return slots[call];
  }

  /** How many slots there are. */
  int slotCount() {
    return slotCount;
  }
}
