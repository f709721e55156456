package dev.palisade.kv.state;

import java.util.ArrayList;
import java.util.List;

/** Puts and deletes to be applied atomically, in order. Not thread-safe. */
public final class Batch {
  /** One change. */
  public sealed interface Change {
    record Put(byte[] key, byte[] value) implements Change {}

    record Delete(byte[] key) implements Change {}
  }

  private final List<Change> changes = new ArrayList<>();
  private long bytes;

  /** Neither array may be changed afterwards. */
  public void put(byte[] key, byte[] value) {
    changes.add(new Change.Put(key, value));
    bytes += (long) key.length + value.length;
  }

  public void delete(byte[] key) {
    changes.add(new Change.Delete(key));
    bytes += key.length;
  }

  /** Of all keys and values in it. */
  public long bytes() {
    return bytes;
  }

  public List<Change> changes() {
    return changes;
  }
}
