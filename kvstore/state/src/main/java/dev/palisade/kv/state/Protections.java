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
 * in memory whole, since every write asks for them, and so bounded in number and in bytes; what
 * changed is written with each batch. Not thread-safe.
 */
final class Protections {
  private final StateHash hash;
  private final int most;
  private final long mostBytes;
  private long bytes;
  private final TreeMap<byte[], String> fences = new TreeMap<>(Arrays::compareUnsigned);
  private final TreeSet<byte[]> changed = new TreeSet<>(Arrays::compareUnsigned);

  /** What a prefix takes in memory besides its bytes and those of its fence's name. */
  private static final int OVERHEAD_BYTES = 128;

  /** Holds as many prefixes, and as many bytes of them, as the bounds say. */
  Protections(StateHash hash, Bounds bounds) {
    this.hash = hash;
    most = bounds.fences();
    mostBytes = bounds.protectionBytes();
  }

  /** What a protected prefix counts of the bound in bytes. */
  static long costOf(byte[] prefix, String fence) {
    return (long) prefix.length + fence.getBytes(StandardCharsets.UTF_8).length + OVERHEAD_BYTES;
  }

  /** Reads all protections of the store. */
  void load(Store store) {
    byte[] from = {Layout.PROTECTIONS};
    try (Store.Cursor rows =
        store.scan(from, Layout.endOf(Layout.PROTECTIONS), Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        String fence = new String(rows.value(), StandardCharsets.UTF_8);
        byte[] prefix = Layout.rest(rows.key());
        fences.put(prefix, fence);
        bytes += costOf(prefix, fence);
      }
    }
  }

  /**
   * Looks up every fence that protects a prefix.
   *
   * @throws StateDamagedException if one is not there
   */
  void requireFences(Fences known) {
    TreeSet<String> found = new TreeSet<>();
    for (Map.Entry<byte[], String> entry : fences.entrySet()) {
      if (found.add(entry.getValue())) {
        known.requireThere(entry.getValue(), entry.getKey());
      }
    }
  }

  /** The fence that protects just this prefix, or null. */
  @Nullable String fenceOf(byte[] prefix) {
    return fences.get(prefix);
  }

  /** Why there is no room for one more, or null when there is. */
  @Nullable String refusalOf(byte[] prefix, String fence) {
    if (fences.size() >= most) {
      return "limit of %,d protected prefixes reached; unprotect one first".formatted(most);
    }
    long cost = costOf(prefix, fence);
    return cost > mostBytes - bytes
        ? "protecting %s takes %,d bytes, and all prefixes together take %,d of %,d; unprotect some, or protect a shorter prefix that covers several"
            .formatted(Keys.show(prefix), cost, bytes, mostBytes)
        : null;
  }

  /**
   * By prefix, those after {@code after}; as many as the page takes.
   *
   * @param after empty to begin with the first
   */
  List<Protection> page(byte[] after, FencePage page) {
    List<Protection> found = new ArrayList<>();
    for (Map.Entry<byte[], String> entry : fences.tailMap(after, false).entrySet()) {
      if (!page.take(costOf(entry.getKey(), entry.getValue()))) {
        break;
      }
      found.add(new Protection(entry.getKey(), entry.getValue()));
    }
    return found;
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
    bytes += costOf(prefix, fence);
    hash.add(Layout.PROTECTIONS, keyOf(prefix), rowOf(fence));
    changed.add(prefix);
  }

  void unprotect(byte[] prefix) {
    String fence = fences.remove(prefix);
    if (fence != null) {
      bytes -= costOf(prefix, fence);
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
