package dev.palisade.kv.state;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions of the keys that were used last, without their values; a tombstone stands for
 * a key that is not there. Bounded in bytes. Not thread-safe.
 */
final class Heads {
  /** What one head takes of the heap besides its key, about. */
  private static final int OVERHEAD_BYTES = 200;

  /** A key, by its content. */
  private static final class Key {
    private final byte[] bytes;
    private final int hash;

    Key(byte[] bytes) {
      this.bytes = bytes;
      this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }
  }

  private final long mostBytes;
  private final LinkedHashMap<Key, Version> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Holds this many bytes at most. */
  Heads(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The newest version; null when it is not known here. */
  @Nullable Version get(byte[] key) {
    return byUse.get(new Key(key));
  }

  /** Remembers the newest version of its key, which may be a tombstone; its value is left out. */
  void put(Version version) {
    Version head = version.value() == null ? version : version.head(version.digest());
    if (byUse.put(new Key(version.key()), head) == null) {
      bytes += bytesOf(version);
      if (bytes > mostBytes) {
        forgetSome();
      }
    }
  }

  private void forgetSome() {
    var eldest = byUse.entrySet().iterator();
    while (bytes > mostBytes && eldest.hasNext()) {
      Map.Entry<Key, Version> next = eldest.next();
      bytes -= bytesOf(next.getValue());
      eldest.remove();
    }
  }

  private static long bytesOf(Version version) {
    return OVERHEAD_BYTES + version.key().length;
  }
}
