package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import java.util.HexFormat;

/**
 * What a replica's state hashes to behind an entry: equal on all replicas, or one of them is wrong.
 *
 * @param at the entry, a {@link dev.palisade.raft.EntryKind#STATE_MARK}
 * @param hash in hexadecimal
 */
public record StateReport(EntryId at, String hash) {
  static StateReport of(EntryId at, byte[] hash) {
    return new StateReport(at, HexFormat.of().formatHex(hash));
  }
}
