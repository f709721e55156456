package dev.palisade.kv.state;

import dev.palisade.raft.EntryId;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a store says of the state in it, without opening the state: nothing is written.
 *
 * @param applied the last entry in the state; {@link EntryId#ZERO} for an empty store
 * @param membership the payload of the last entry that changed the membership, read-only; null when
 *     there was none
 * @param revision the newest; 1 for an empty store
 * @param compactedRevision reads below it are refused; 0 while nothing was compacted
 * @param lastHlc the highest timestamp of any entry in the state
 * @param stateHash 32 hexadecimal digits, equal on all replicas at an equal applied index
 * @param contentHash the same without the configuration: it stays when the state begins another
 *     cluster
 * @param isCompacting whether a compaction is decided whose versions are not all dropped yet
 */
public record StateSummary(
    EntryId applied,
    @Nullable ByteBuffer membership,
    long revision,
    long compactedRevision,
    long lastHlc,
    String stateHash,
    String contentHash,
    boolean isCompacting) {

  /**
   * Reads the few rows that say it.
   *
   * @throws IllegalStateException if the store holds a state of another format
   * @throws StoreException if it cannot be read
   */
  public static StateSummary of(Store store) {
    byte[] format = store.get(Layout.FORMAT_KEY);
    if (format != null) {
      Layout.requireFormat(format);
    }
    Position position = new Position();
    StateHash hash = new StateHash(0, 0);
    byte[] row = store.get(Layout.POSITION_KEY);
    if (row != null) {
      position.readRow(row);
      hash = Position.hashOfRow(row);
    }
    byte[] membership = store.get(Layout.MEMBERSHIP_KEY);
    return new StateSummary(
        new EntryId(position.appliedIndex, position.appliedTerm),
        membership == null ? null : ByteBuffer.wrap(membership).asReadOnlyBuffer(),
        position.revision,
        position.compactedRevision,
        position.lastHlc,
        HexFormat.of().formatHex(position.seal(hash)),
        HexFormat.of().formatHex(position.seal(contentOf(hash, membership))),
        position.isSweeping());
  }

  /** The sum without the element that the configuration is. */
  static StateHash contentOf(StateHash all, byte @Nullable [] membership) {
    StateHash content = all.copy();
    if (membership != null) {
      content.subtract(Layout.META, Layout.MEMBERSHIP_KEY, membership);
    }
    return content;
  }

  /**
   * The hash computed again from every row, as 32 hexadecimal digits. Slow.
   *
   * @throws StateDamagedException if it cannot be read, or its tables contradict each other
   */
  public static String recomputedHash(Store store) {
    Position position = new Position();
    byte[] row = store.get(Layout.POSITION_KEY);
    if (row != null) {
      position.readRow(row);
    }
    return HexFormat.of().formatHex(position.seal(new Scrub(store, position).run()));
  }
}
