package dev.palisade.client.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All live calls by deadline: a hashed wheel (Varghese and Lauck 1987, scheme 6), so that adding
 * and removing a call is a matter of a few pointers. A call ends at most one slot after its
 * deadline, never before.
 */
final class DeadlineWheel {
  static final long SLOT_NANOS = 8_000_000;
  private static final int SLOTS = 1_024;

  private final @Nullable Call[] slots = new Call[SLOTS];

  /** Slots before this tick (not wrapped) were swept. */
  private long nextTick;

  private int size;
  private final List<Call> due = new ArrayList<>();

  DeadlineWheel(long nowNanos) {
    nextTick = tickOf(nowNanos);
  }

  private static long tickOf(long nanos) {
    return Math.floorDiv(nanos, SLOT_NANOS);
  }

  void add(Call call) {
    // A slot is swept when its time is over, so that nothing in it ends early.
    int slot = (int) Math.floorMod(Math.max(tickOf(call.deadlineNanos), nextTick), (long) SLOTS);
    Call head = slots[slot];
    call.wheelSlot = slot;
    call.wheelNext = head;
    if (head != null) {
      head.wheelPrevious = call;
    }
    slots[slot] = call;
    call.onWheel = true;
    size++;
  }

  /** Takes out a call, if it is there. */
  void remove(Call call) {
    if (!call.onWheel) {
      return;
    }
    call.onWheel = false;
    Call previous = call.wheelPrevious;
    Call next = call.wheelNext;
    if (previous == null) {
      slots[call.wheelSlot] = next;
    } else {
      previous.wheelNext = next;
    }
    if (next != null) {
      next.wheelPrevious = previous;
    }
    call.wheelPrevious = null;
    call.wheelNext = null;
    size--;
  }

  /** Takes out every call whose deadline passed and hands it over. */
  void expire(long nowNanos, Consumer<Call> expired) {
    long nowTick = tickOf(nowNanos);
    nextTick = Math.max(nextTick, nowTick - SLOTS);
    for (; nextTick < nowTick; nextTick++) {
      Call call = slots[(int) Math.floorMod(nextTick, (long) SLOTS)];
      while (call != null) {
        Call following = call.wheelNext;
        if (call.deadlineNanos - nowNanos <= 0) {
          remove(call);
          due.add(call);
        }
        call = following;
      }
    }
    // Handed over after the sweep: ending one call may end others.
    for (Call call : due) {
      expired.accept(call);
    }
    due.clear();
  }

  /** Takes out every call and hands it over. */
  void removeAll(Consumer<Call> removed) {
    for (int slot = 0; slot < SLOTS; slot++) {
      for (Call call = slots[slot]; call != null; call = slots[slot]) {
        remove(call);
        removed.accept(call);
      }
    }
  }

  boolean isEmpty() {
    return size == 0;
  }
}
