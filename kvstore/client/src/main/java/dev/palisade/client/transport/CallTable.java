package dev.palisade.client.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait for an answer on one stream, by id. An id is a slot and a count of its uses,
 * so a late answer to a call that ended never meets another call.
 */
final class CallTable {
  private static final int SLOT_BITS = 24;
  private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

  private @Nullable Call[] slots = new Call[64];
  private int[] freeSlots = new int[64];
  private int freeCount;
  private long uses;

  CallTable() {
    for (int slot = slots.length - 1; slot >= 0; slot--) {
      freeSlots[freeCount++] = slot;
    }
  }

  /** Adds a call and returns its id. */
  long add(Call call) {
    if (freeCount == 0) {
      grow();
    }
    int slot = freeSlots[--freeCount];
    slots[slot] = call;
    call.id = (++uses << SLOT_BITS) | slot;
    return call.id;
  }

  private void grow() {
    int old = slots.length;
    slots = Arrays.copyOf(slots, 2 * old);
    freeSlots = Arrays.copyOf(freeSlots, 2 * old);
    for (int slot = 2 * old - 1; slot >= old; slot--) {
      freeSlots[freeCount++] = slot;
    }
  }

  /** Takes out the call with this id; null if it is not there. */
  @Nullable Call remove(long id) {
    int slot = (int) (id & SLOT_MASK);
    Call call = slot < slots.length ? slots[slot] : null;
    if (call == null || call.id != id) {
      return null;
    }
    slots[slot] = null;
    freeSlots[freeCount++] = slot;
    return call;
  }

  /** Takes out all calls, in the order of their arrival. */
  List<Call> removeAll() {
    List<Call> calls = new ArrayList<>(size());
    for (Call call : slots.clone()) {
      if (call != null) {
        calls.add(call);
        remove(call.id);
      }
    }
    calls.sort(Comparator.comparingLong(call -> call.order));
    return calls;
  }

  int size() {
    return slots.length - freeCount;
  }
}
