package dev.palisade.raft.log;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration as the payload of an entry, big-endian:
 *
 * <pre>
 *  0  1  version: 1
 *  1  3  zero
 *  4  4  count of voters, at least 1
 *  8  4  count of outgoing voters, 0 unless joint
 * 12  4  count of learners
 * 16     the node ids, 4 bytes each: voters, outgoing, learners, each ascending
 * </pre>
 *
 * Static and thread-safe.
 */
public final class MembershipCodec {
  private static final byte VERSION = 1;
  private static final int IDS_AT = 16;

  private MembershipCodec() {}

  /** The payload, read-only, of {@link Membership#payloadBytes}. */
  public static ByteBuffer encode(Membership membership) {
    ByteBuffer payload = ByteBuffer.allocate(membership.payloadBytes());
    payload.put(VERSION).put((byte) 0).putShort((short) 0);
    payload.putInt(membership.voters().size());
    payload.putInt(membership.outgoing().size());
    payload.putInt(membership.learners().size());
    for (List<NodeId> group : groups(membership)) {
      group.forEach(node -> payload.putInt(node.value()));
    }
    return payload.flip().asReadOnlyBuffer();
  }

  /**
   * The configuration of a payload; its position does not move.
   *
   * @throws BadRecordException if it is none, or of a version that this program does not know
   */
  public static Membership decode(ByteBuffer payload) {
    ByteBuffer bytes = payload.slice();
    if (bytes.remaining() < IDS_AT) {
      throw new BadRecordException("a membership of " + bytes.remaining() + " bytes");
    }
    if (bytes.getInt(0) != VERSION << 24) {
      throw new BadRecordException(
          "a membership of version " + bytes.get(0) + "; this program knows version " + VERSION);
    }
    int voters = bytes.getInt(4);
    int outgoing = bytes.getInt(8);
    int learners = bytes.getInt(12);
    long expected = IDS_AT + 4L * voters + 4L * outgoing + 4L * learners;
    if (voters < 1 || outgoing < 0 || learners < 0 || expected != bytes.remaining()) {
      throw new BadRecordException(
          "a membership of %d voters, %d outgoing, %d learners in %d bytes"
              .formatted(voters, outgoing, learners, bytes.remaining()));
    }
    bytes.position(IDS_AT);
    return new Membership(ids(bytes, voters), ids(bytes, outgoing), ids(bytes, learners));
  }

  private static List<List<NodeId>> groups(Membership membership) {
    return List.of(membership.voters(), membership.outgoing(), membership.learners());
  }

  private static List<NodeId> ids(ByteBuffer bytes, int count) {
    List<NodeId> ids = new ArrayList<>(count);
    int before = 0;
    for (int i = 0; i < count; i++) {
      int id = bytes.getInt();
      if (id <= before) {
        throw new BadRecordException("node " + id + " follows node " + before + " in a membership");
      }
      ids.add(new NodeId(id));
      before = id;
    }
    return ids;
  }
}
