package dev.palisade.kv.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions of the keys that were used last, without their values; a tombstone means that
 * there is no such key. Not thread-safe.
 *
 * <p>They lie one after the other in one array, written round and round: what is oldest makes room,
 * unless it was used since it was written or passed, in which case it is written again. So there is
 * no object for each of a hundred thousand keys, which a collector would have to walk. An index of
 * open addressing holds where each key is. Both grow with what is put in.
 */
final class Heads {
  // Places in an entry: the key's hash, its length, whether it was used, the row of the latest
  // versions, the key.
  private static final int AT_LENGTH = Integer.BYTES;
  private static final int AT_USED = AT_LENGTH + Short.BYTES;
  private static final int AT_ROW = AT_USED + 1;
  private static final int AT_KEY = AT_ROW + Version.LATEST_BYTES;

  private static final int FIRST_BYTES = 1 << 10;
  private static final int FIRST_SLOTS = 1 << 4;

  private final int mostBytes;
  private byte[] ring;

  /** Where the entries are, plus one; 0 for none. At most half full; a power of two. */
  private int[] slots = new int[FIRST_SLOTS];

  private int count;

  /** The oldest entry. */
  private int tail;

  /** Behind the newest. */
  private int head;

  /** Whether the oldest lie behind the newest: in [tail, limit), and the newer in [0, head). */
  private boolean wrapped;

  private int limit;

  /** Holds this many bytes at most, and an index of an eighth of that or less beside. */
  Heads(int mostBytes) {
    this.mostBytes = mostBytes;
    ring = new byte[Math.min(mostBytes, FIRST_BYTES)];
  }

  /** The newest version; null when it is not known here. */
  @Nullable Version get(byte[] key) {
    int slot = slotOf(key, hashOf(key));
    if (slots[slot] == 0) {
      return null;
    }
    int entry = slots[slot] - 1;
    ring[entry + AT_USED] = 1;
    return Version.ofLatestRow(key, ring, entry + AT_ROW);
  }

  /** Whether {@link #get} knows it. */
  boolean knows(byte[] key) {
    return slots[slotOf(key, hashOf(key))] != 0;
  }

  /** Remembers the newest version of its key, which may be a tombstone; its value is left out. */
  void put(Version version) {
    byte[] key = version.key();
    int hash = hashOf(key);
    int known = slots[slotOf(key, hash)];
    if (known != 0) {
      ring[known - 1 + AT_USED] = 1;
      version.putLatestRow(ring, known - 1 + AT_ROW);
      return;
    }
    int bytes = AT_KEY + key.length;
    if (bytes > mostBytes) {
      return;
    }
    makeRoom(bytes);
    if (2 * (count + 1) > slots.length) {
      growIndex();
    }
    BigEndian.putInt(ring, head, hash);
    BigEndian.putShort(ring, head + AT_LENGTH, key.length);
    ring[head + AT_USED] = 0;
    version.putLatestRow(ring, head + AT_ROW);
    System.arraycopy(key, 0, ring, head + AT_KEY, key.length);
    slots[slotOf(key, hash)] = head + 1;
    head += bytes;
    count++;
  }

  /** Until this many bytes are free at the head. */
  private void makeRoom(int bytes) {
    while (head + bytes > (wrapped ? tail : ring.length)) {
      if (wrapped) {
        passOldest();
      } else if (ring.length < mostBytes) {
        long grown = Math.max(2L * ring.length, head + bytes);
        ring = Arrays.copyOf(ring, (int) Math.min(grown, mostBytes));
      } else {
        wrapped = true;
        limit = head;
        head = 0;
      }
    }
  }

  /** Forgets the oldest entry, or writes it again if it was used. Only while wrapped. */
  private void passOldest() {
    int entry = tail;
    int bytes = bytesOf(entry);
    int slot = slotOfEntry(entry);
    tail += bytes;
    if (ring[entry + AT_USED] != 0) {
      ring[entry + AT_USED] = 0;
      System.arraycopy(ring, entry, ring, head, bytes);
      slots[slot] = head + 1;
      head += bytes;
    } else {
      remove(slot);
      count--;
    }
    if (tail == limit) {
      tail = 0;
      wrapped = false;
    }
  }

  private int bytesOf(int entry) {
    return AT_KEY + BigEndian.getUnsignedShort(ring, entry + AT_LENGTH);
  }

  private static int hashOf(byte[] key) {
    int hash = Arrays.hashCode(key) * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }

  /** Where the key is, or would be. */
  private int slotOf(byte[] key, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (int at = slots[slot]; at != 0; at = slots[slot]) {
      if (BigEndian.getInt(ring, at - 1) == hash && holds(at - 1, key)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean holds(int entry, byte[] key) {
    int from = entry + AT_KEY;
    return bytesOf(entry) == AT_KEY + key.length
        && Arrays.equals(ring, from, from + key.length, key, 0, key.length);
  }

  private int slotOfEntry(int entry) {
    int mask = slots.length - 1;
    int slot = BigEndian.getInt(ring, entry) & mask;
    while (slots[slot] != entry + 1) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Empties a slot, and closes the gap that this leaves in the rows of slots that were probed. */
  private void remove(int slot) {
    int mask = slots.length - 1;
    int gap = slot;
    for (int next = (gap + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
      int home = BigEndian.getInt(ring, slots[next] - 1) & mask;
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        slots[gap] = slots[next];
        gap = next;
      }
    }
    slots[gap] = 0;
  }

  private void growIndex() {
    int[] before = slots;
    slots = new int[2 * before.length];
    int mask = slots.length - 1;
    for (int at : before) {
      if (at != 0) {
        int slot = BigEndian.getInt(ring, at - 1) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = at;
      }
    }
  }
}
