package dev.palisade.sim.world;

import dev.palisade.kv.state.Batch;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.kv.state.Store;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state's store on one machine. Like a storage engine with its own write-ahead log off, it
 * makes whole batches durable when it sees fit, and loses the rest with the process. Not
 * thread-safe.
 */
final class SimStore implements Store {
  private static final byte[] LOWEST = {};
  private static final byte[] HIGHEST = {(byte) 0xFF, (byte) 0xFF};

  // Of docs/formats-state.md: the row that is read first; the table of the newest versions, each of
  // which begins with revision and sub-number; and the table that holds these versions.
  private static final byte[] HEAD = {1, 0};
  private static final byte[] LATEST = {2};
  private static final byte[] LATEST_END = {3};
  private static final byte HISTORY = 3;
  private static final int STAMP_BYTES = 12;

  private MemoryStore pairs = new MemoryStore();
  private final Dice dice;
  private final double flushChance;
  private byte @Nullable [] unreadable;
  private boolean lacking;

  SimStore(Dice dice, double flushChance) {
    this.dice = dice;
    this.flushChance = flushChance;
  }

  /** The process ended. */
  void loseUnflushed() {
    pairs.loseUnflushed();
  }

  /** A row becomes unreadable; false when there is none. */
  boolean damage() {
    List<byte[]> keys = new ArrayList<>();
    try (Cursor rows = pairs.scan(LOWEST, HIGHEST, Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        keys.add(rows.key());
      }
    }
    unreadable = keys.isEmpty() ? null : dice.pick(keys);
    return isDamaged();
  }

  /** What a running process needs of it at its start becomes unreadable. */
  void damageHead() {
    unreadable = HEAD;
  }

  /** The row that holds the newest version of a key is gone, durably; false when there is none. */
  boolean lose() {
    List<byte[]> keys = new ArrayList<>();
    try (Cursor rows = pairs.scan(LATEST, LATEST_END, Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        byte[] stamp = Arrays.copyOf(rows.value(), STAMP_BYTES);
        keys.add(historyKey(rows.key(), stamp));
      }
    }
    if (keys.isEmpty()) {
      return false;
    }
    Batch gone = new Batch();
    gone.delete(dice.pick(keys));
    pairs.write(gone);
    pairs.flush();
    lacking = true;
    return true;
  }

  /** The key of a row of the latest versions, escaped, and where the version is. */
  private static byte[] historyKey(byte[] latestKey, byte[] stamp) {
    ByteBuffer key = ByteBuffer.allocate(2 * latestKey.length + 2 + STAMP_BYTES).put(HISTORY);
    for (int i = 1; i < latestKey.length; i++) {
      key.put(latestKey[i]);
      if (latestKey[i] == 0) {
        key.put((byte) 0xFF);
      }
    }
    key.putShort((short) 0).put(stamp);
    return Arrays.copyOf(key.array(), key.position());
  }

  /** Whether a row of it is gone. */
  boolean isLacking() {
    return lacking;
  }

  boolean isDamaged() {
    return unreadable != null || lacking;
  }

  private void check(byte[] key) {
    if (unreadable != null && Arrays.equals(key, unreadable)) {
      throw new StateDamagedException("a row of the state cannot be read", null);
    }
  }

  /** Everything is replaced, durably. */
  void replace(MemoryStore by) {
    pairs = by;
    unreadable = null;
    lacking = false;
  }

  /** The disk was replaced by an empty one. */
  void wipe() {
    unreadable = null;
    lacking = false;
    pairs = new MemoryStore();
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    check(key);
    return pairs.get(key);
  }

  @Override
  public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
    return new CheckedCursor(pairs.scan(from, toExclusive, direction));
  }

  @Override
  public Store snapshot() {
    return pairs.snapshot();
  }

  @Override
  public void write(Batch batch) {
    pairs.write(batch);
    if (dice.chance(flushChance)) {
      pairs.flush();
    }
  }

  @Override
  public void flush() {
    pairs.flush();
  }

  @Override
  public void close() {}

  /** Stumbles over the row that cannot be read. */
  private final class CheckedCursor implements Cursor {
    private final Cursor rows;

    CheckedCursor(Cursor rows) {
      this.rows = rows;
    }

    @Override
    public boolean valid() {
      if (unreadable != null && rows.valid()) {
        check(rows.key());
      }
      return rows.valid();
    }

    @Override
    public byte[] key() {
      return rows.key();
    }

    @Override
    public byte[] value() {
      return rows.value();
    }

    @Override
    public void next() {
      rows.next();
    }

    @Override
    public void seek(byte[] key) {
      rows.seek(key);
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
