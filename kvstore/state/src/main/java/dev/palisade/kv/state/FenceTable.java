package dev.palisade.kv.state;

import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the fences: in the store, and over it what the batch at hand has changed. Only their
 * number and those used last are in memory, so that as many as there may be fit beside all else.
 * Not thread-safe.
 */
final class FenceTable {
  /** Fences whose state stays in memory, at most 1 KiB each. */
  private static final int CACHED = 1_024;

  private final Store store;
  private final StateHash hash;
  private final TreeMap<String, FenceState> changed = new TreeMap<>();
  private final Map<String, FenceState> lastUsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FenceState> eldest) {
          return size() > CACHED;
        }
      };
  private int count;

  FenceTable(Store store, StateHash hash) {
    this.store = store;
    this.hash = hash;
  }

  /** Counts the rows of the store. */
  void load() {
    count = 0;
    try (Store.Cursor rows = after("")) {
      for (; rows.valid(); rows.next()) {
        count++;
      }
    }
  }

  /** How many fences there are. */
  int count() {
    return count;
  }

  @Nullable FenceState find(String fence) {
    FenceState state = changed.get(fence);
    if (state != null) {
      return state;
    }
    state = lastUsed.get(fence);
    if (state != null) {
      return state;
    }
    byte[] key = keyOf(fence);
    byte[] row = store.get(key);
    if (row == null) {
      return null;
    }
    FenceState found = ofRow(key, row);
    lastUsed.put(fence, found);
    return found;
  }

  /** The rows of the store that follow this fence. */
  Store.Cursor after(String fence) {
    byte[] key = keyOf(fence);
    byte[] from = fence.isEmpty() ? key : Arrays.copyOf(key, key.length + 1);
    return store.scan(from, Layout.endOf(Layout.FENCES), Store.Direction.ASCENDING);
  }

  void set(FenceState state) {
    byte[] key = keyOf(state.fence());
    FenceState before = find(state.fence());
    if (before == null) {
      count++;
    } else {
      hash.subtract(Layout.FENCES, key, rowOf(before));
    }
    hash.add(Layout.FENCES, key, rowOf(state));
    changed.put(state.fence(), state);
    lastUsed.remove(state.fence());
  }

  /** Adds what changed since the last batch, which is written before anything else is asked. */
  void write(Batch batch) {
    for (FenceState state : changed.values()) {
      batch.put(keyOf(state.fence()), rowOf(state));
      lastUsed.put(state.fence(), state);
    }
    changed.clear();
  }

  private static byte[] keyOf(String fence) {
    return Layout.key(Layout.FENCES, fence.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] rowOf(FenceState state) {
    PayloadWriter row = new PayloadWriter(64);
    row.number8(Codes.of(state.kind()));
    row.number64(state.currentToken());
    row.number64(state.sinceHlc());
    row.bool(state.released());
    row.text(state.holder());
    return row.toBytes();
  }

  /**
   * A row as {@link #write} wrote it.
   *
   * @throws StateDamagedException if it is no such row
   */
  static FenceState ofRow(byte[] key, byte[] bytes) {
    String name = new String(Layout.rest(key), StandardCharsets.UTF_8);
    try {
      PayloadReader row = new PayloadReader(ByteBuffer.wrap(bytes));
      FenceKind kind = Codes.fenceKind(row);
      long token = row.number64();
      long sinceHlc = row.number64();
      boolean released = row.bool();
      String holder = row.text();
      row.requireEnd();
      return new FenceState(name, kind, token, holder, sinceHlc, released);
    } catch (MalformedPayloadException malformed) {
      throw RowDamage.malformed("fence '" + name + "'", key, malformed);
    }
  }
}
