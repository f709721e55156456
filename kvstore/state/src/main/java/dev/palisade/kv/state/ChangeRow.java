package dev.palisade.kv.state;

import dev.palisade.kv.state.Version.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the changes: what a batch did, revision by revision. It belongs to the batch, so it is
 * cut differently on each replica; what all rows tell together is the same. Not thread-safe.
 *
 * <p>It says when each of its revisions was, and of each version which live one it supersedes and
 * what that one counts in the state hash: so a version is dropped without being looked at.
 */
final class ChangeRow {
  // Of a change; 0 ends a revision. On disk: never renumber.
  private static final int CHANGE = 0x80;
  private static final int TOMBSTONE = 1;
  private static final int SUPERSEDES = 2;

  private final long first;
  private final byte[] row;
  private final int count;
  private final PayloadReader body;

  /** Revisions that {@link #nextChanges} gave. */
  private int read;

  /**
   * A version that a revision made.
   *
   * @param key of the user
   * @param isTombstone whether it deleted the key
   * @param digest of its row in the state hash, for a tombstone only
   * @param superseded the live version before it; null when there was none
   */
  record Change(byte[] key, boolean isTombstone, Digest digest, @Nullable Superseded superseded) {}

  /** A version that is not the newest any more. */
  record Superseded(long revision, int sub, Digest digest) {}

  private ChangeRow(long first, byte[] row) {
    this.first = first;
    this.row = row;
    if (row.length < Integer.BYTES) {
      throw damaged("it has %d bytes".formatted(row.length));
    }
    count = BigEndian.getInt(row, 0);
    long bodyFrom = Integer.BYTES + (long) count * Long.BYTES;
    if (count < 1 || bodyFrom > row.length) {
      throw damaged("%d revisions do not fit into %d bytes".formatted(count, row.length));
    }
    int from = (int) bodyFrom;
    body = new PayloadReader(ByteBuffer.wrap(row, from, row.length - from));
  }

  /**
   * The row of a pair of the store.
   *
   * @throws StateDamagedException if it is no such row
   */
  static ChangeRow of(byte[] key, byte[] row) {
    return new ChangeRow(BigEndian.getLong(key, 1), row);
  }

  /**
   * The row that tells of a revision.
   *
   * @throws StateDamagedException if there is none
   */
  static ChangeRow at(Store store, long revision) {
    try (Store.Cursor rows = cursorUpTo(store, revision)) {
      ChangeRow row = rows.valid() ? of(rows.key(), rows.value()) : null;
      if (row == null || row.lastRevision() < revision) {
        throw missing(revision);
      }
      return row;
    }
  }

  /** No row tells of a revision that was. */
  static StateDamagedException missing(long revision) {
    return RowDamage.missing("the changes of revision " + revision, "later ones are there");
  }

  private static Store.Cursor cursorUpTo(Store store, long revision) {
    byte[] from = {Layout.CHANGES};
    byte[] toExclusive = Layout.key(Layout.CHANGES, revision + 1);
    return store.scan(from, toExclusive, Store.Direction.DESCENDING);
  }

  /** The key from which on rows tell of this revision and later ones. */
  static byte[] keyFrom(Store store, long revision) {
    try (Store.Cursor rows = cursorUpTo(store, revision)) {
      return rows.valid() ? rows.key() : Layout.key(Layout.CHANGES, revision);
    }
  }

  /** What a revision without a change counts as in the state hash. */
  static byte[] timeline(long hlc) {
    byte[] value = new byte[Long.BYTES];
    BigEndian.putLong(value, 0, hlc);
    return value;
  }

  long firstRevision() {
    return first;
  }

  long lastRevision() {
    return first + count - 1;
  }

  /** When one of its revisions was. */
  long hlcOf(long revision) {
    long at = revision - first;
    return BigEndian.getLong(row, Integer.BYTES + (int) at * Long.BYTES);
  }

  /**
   * The changes of the next revision, beginning with the first; by sub-number.
   *
   * @throws StateDamagedException if they cannot be read
   */
  List<Change> nextChanges() {
    try {
      List<Change> changes = new ArrayList<>();
      for (int flags = body.number8(); flags != 0; flags = body.number8()) {
        changes.add(readChange(flags));
      }
      read++;
      if (read == count) {
        body.requireEnd();
      }
      return changes;
    } catch (MalformedPayloadException malformed) {
      throw damaged(String.valueOf(malformed.getMessage()));
    }
  }

  private Change readChange(int flags) {
    if ((flags & ~(TOMBSTONE | SUPERSEDES)) != CHANGE) {
      throw body.malformed("a change of kind " + flags);
    }
    byte[] key = body.bytes();
    boolean isTombstone = (flags & TOMBSTONE) != 0;
    Digest digest = isTombstone ? readDigest() : Digest.NONE;
    Superseded superseded =
        (flags & SUPERSEDES) == 0
            ? null
            : new Superseded(body.varint(), body.smallNumber(), readDigest());
    return new Change(key, isTombstone, digest, superseded);
  }

  private Digest readDigest() {
    return new Digest(body.number64(), body.number64());
  }

  private StateDamagedException damaged(String how) {
    return new StateDamagedException(
        "a row of the state is malformed: the changes from revision %d on: %s"
            .formatted(first, how),
        null);
  }

  /** Gathers a row. */
  static final class Writer {
    private static final int FIRST_BYTES = 4 << 10;

    private final long first;
    private final PayloadWriter body = new PayloadWriter(FIRST_BYTES);
    private long[] hlcs = new long[16];
    private int count;

    Writer(long firstRevision) {
      first = firstRevision;
    }

    /** The revision that {@link #begin} begins. */
    long next() {
      return first + count;
    }

    /** The next revision; its changes follow. */
    void begin(long hlc) {
      if (count > 0) {
        body.number8(0);
      }
      if (count == hlcs.length) {
        hlcs = Arrays.copyOf(hlcs, 2 * count);
      }
      hlcs[count++] = hlc;
    }

    /** A version with its digest, and the live one that it supersedes, with its own. */
    void change(Version version, @Nullable Version superseded) {
      int flags = CHANGE;
      flags |= version.isTombstone() ? TOMBSTONE : 0;
      flags |= superseded == null ? 0 : SUPERSEDES;
      body.number8(flags);
      body.bytes(version.key());
      if (version.isTombstone()) {
        digest(version.digest());
      }
      if (superseded != null) {
        body.varint(superseded.modRevision());
        body.varint(superseded.sub());
        digest(superseded.digest());
      }
    }

    private void digest(Digest digest) {
      body.number64(digest.first());
      body.number64(digest.second());
    }

    void put(Batch batch) {
      body.number8(0);
      byte[] gathered = body.toBytes();
      int head = Integer.BYTES + count * Long.BYTES;
      byte[] row = new byte[head + body.length()];
      BigEndian.putInt(row, 0, count);
      for (int i = 0; i < count; i++) {
        BigEndian.putLong(row, Integer.BYTES + i * Long.BYTES, hlcs[i]);
      }
      System.arraycopy(gathered, 0, row, head, body.length());
      batch.put(Layout.key(Layout.CHANGES, first), row);
    }
  }
}
