package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Outcome.Unguarded;
import dev.palisade.kv.state.Query.Protection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prefixes below which every write must carry a token of a fence; of nested ones, all count. Kept
 * in memory whole; what changed is written with each batch. Not thread-safe.
 */
final class Protections {
  private final StateHash hash;
  private final int most;
  private final TreeMap<byte[], String> fences = new TreeMap<>(Arrays::compareUnsigned);
  private final TreeSet<byte[]> changed = new TreeSet<>(Arrays::compareUnsigned);

  /** Holds at most {@code most} prefixes. */
  Protections(StateHash hash, int most) {
    this.hash = hash;
    this.most = most;
  }

  /** Reads all protections of the store. */
  void load(Store store) {
    byte[] from = {Layout.PROTECTIONS};
    try (Store.Cursor rows =
        store.scan(from, Layout.endOf(Layout.PROTECTIONS), Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        fences.put(Layout.rest(rows.key()), new String(rows.value(), StandardCharsets.UTF_8));
      }
    }
  }

  /** The fence that protects just this prefix, or null. */
  @Nullable String fenceOf(byte[] prefix) {
    return fences.get(prefix);
  }

  boolean isFull() {
    return fences.size() >= most;
  }

  /** By prefix. */
  List<Protection> all() {
    List<Protection> all = new ArrayList<>();
    fences.forEach((prefix, fence) -> all.add(new Protection(prefix, fence)));
    return all;
  }

  /** Which protection a write of this key lacks a token for, or null. */
  @Nullable Unguarded missingFor(byte[] key, List<Guard> guards) {
    // Each step goes to the longest prefix of the key that can still be a protected one.
    byte[] probe = key;
    for (Map.Entry<byte[], String> entry = floor(probe); entry != null; entry = floor(probe)) {
      byte[] prefix = entry.getKey();
      int difference = Arrays.mismatch(prefix, key);
      boolean covers = difference < 0 || difference == prefix.length;
      if (covers && !isNamed(entry.getValue(), guards)) {
        return new Unguarded(key, prefix, entry.getValue());
      }
      probe = Arrays.copyOf(key, covers ? prefix.length - 1 : difference);
    }
    return null;
  }

  /** Which protection a deletion of this range lacks a token for, or null. */
  @Nullable Unguarded missingFor(KeyRange range, List<Guard> guards) {
    if (fences.isEmpty() || Keys.isEmpty(range)) {
      return null;
    }
    Unguarded missing = missingFor(range.from(), guards);
    if (missing != null) {
      return missing;
    }
    byte[] toExclusive = range.toExclusive();
    Map<byte[], String> within =
        toExclusive == null
            ? fences.tailMap(range.from(), true)
            : fences.subMap(range.from(), true, toExclusive, false);
    for (Map.Entry<byte[], String> entry : within.entrySet()) {
      if (!isNamed(entry.getValue(), guards)) {
        return new Unguarded(entry.getKey(), entry.getKey(), entry.getValue());
      }
    }
    return null;
  }

  void protect(byte[] prefix, String fence) {
    fences.put(prefix, fence);
    hash.add(Layout.PROTECTIONS, keyOf(prefix), rowOf(fence));
    changed.add(prefix);
  }

  void unprotect(byte[] prefix) {
    String fence = fences.remove(prefix);
    if (fence != null) {
      hash.subtract(Layout.PROTECTIONS, keyOf(prefix), rowOf(fence));
      changed.add(prefix);
    }
  }

  /** Adds what changed since the last batch. */
  void write(Batch batch) {
    for (byte[] prefix : changed) {
      String fence = fences.get(prefix);
      if (fence == null) {
        batch.delete(keyOf(prefix));
      } else {
        batch.put(keyOf(prefix), rowOf(fence));
      }
    }
    changed.clear();
  }

  private Map.@Nullable Entry<byte[], String> floor(byte[] probe) {
    return fences.isEmpty() ? null : fences.floorEntry(probe);
  }

  /** The guards were all found live before: naming the fence is enough. */
  private static boolean isNamed(String fence, List<Guard> guards) {
    for (Guard guard : guards) {
      if (guard.fence().equals(fence)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] keyOf(byte[] prefix) {
    return Layout.key(Layout.PROTECTIONS, prefix);
  }

  private static byte[] rowOf(String fence) {
    return fence.getBytes(StandardCharsets.UTF_8);
  }
}
