package dev.palisade.raft.replica;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.BadRecordException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a majority of the voters says that the state hashes to behind an entry, although others
 * differ: the payload of an {@link dev.palisade.raft.EntryKind#STATE_VERDICT}. Big-endian:
 *
 * <pre>
 *  0  1  version: 1
 *  1  1  bytes of the hash
 *  2  2  how many replicas differ
 *  4  4  zero
 *  8  8  index of the entry
 * 16  8  its term
 * 24     the hash, then the ids of those that differ, 4 bytes each, ascending
 * </pre>
 *
 * @param right the report of the majority
 * @param different those that reported another hash
 */
public record StateVerdict(StateReport right, List<NodeId> different) {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 24;

  ByteBuffer encode() {
    byte[] hash = HexFormat.of().parseHex(right.hash());
    ByteBuffer payload =
        ByteBuffer.allocate(HEAD_BYTES + hash.length + Integer.BYTES * different.size());
    payload.put(VERSION).put((byte) hash.length).putShort((short) different.size()).putInt(0);
    payload.putLong(right.at().index()).putLong(right.at().term()).put(hash);
    different.forEach(node -> payload.putInt(node.value()));
    return payload.flip();
  }

  /**
   * The verdict of a payload.
   *
   * @throws BadRecordException if it is none
   */
  static StateVerdict decode(ByteBuffer payload) {
    ByteBuffer bytes = payload.duplicate();
    try {
      byte version = bytes.get();
      byte[] hash = new byte[Byte.toUnsignedInt(bytes.get())];
      int count = Short.toUnsignedInt(bytes.getShort());
      if (version != VERSION || bytes.getInt() != 0) {
        throw new BadRecordException(
            "a verdict of version " + version + ", this program reads " + VERSION);
      }
      EntryId at = new EntryId(bytes.getLong(), bytes.getLong());
      bytes.get(hash);
      List<NodeId> different = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        different.add(new NodeId(bytes.getInt()));
      }
      return new StateVerdict(StateReport.of(at, hash), different);
    } catch (BadRecordException e) {
      throw e;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new BadRecordException("a verdict of " + payload.remaining() + " bytes: " + e);
    }
  }
}
