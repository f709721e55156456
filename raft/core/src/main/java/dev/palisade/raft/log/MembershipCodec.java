package dev.palisade.raft.log;

import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A configuration as the payload of an entry, big-endian:
 *
 * <pre>
 *  0  1  version: 1
 *  1  1  feature level; 0 for 1
 *  2  2  zero
 *  4  4  count of voters, at least 1
 *  8  4  count of outgoing voters, 0 unless joint
 * 12  4  count of learners
 * 16  4  count of retired nodes
 * 20  4  count of addresses
 * 24     the node ids, 4 bytes each: voters, outgoing, learners, retired, each ascending
 *        the addresses, ascending by node: id (4), bytes of each (2, 2), peer, client, in UTF-8
 * </pre>
 *
 * Static and thread-safe.
 */
public final class MembershipCodec {
  private static final byte VERSION = 1;
  private static final int IDS_AT = 24;

  private MembershipCodec() {}

  /** The payload, read-only, of {@link Membership#payloadBytes}. */
  public static ByteBuffer encode(Membership membership) {
    ByteBuffer payload = ByteBuffer.allocate(membership.payloadBytes());
    int level = membership.featureLevel();
    payload.put(VERSION).put((byte) (level == FeatureLevel.OLDEST ? 0 : level)).putShort((short) 0);
    payload.putInt(membership.voters().size());
    payload.putInt(membership.outgoing().size());
    payload.putInt(membership.learners().size());
    payload.putInt(membership.retired().size());
    payload.putInt(membership.addresses().size());
    for (List<NodeId> group : groups(membership)) {
      group.forEach(node -> payload.putInt(node.value()));
    }
    membership.addresses().forEach((node, address) -> put(payload, node, address));
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
    int level = bytes.get(1);
    if ((bytes.getInt(0) & 0xff00_ffff) != VERSION << 24 || level < 0) {
      throw new BadRecordException(
          "a membership of version " + bytes.get(0) + "; this program knows version " + VERSION);
    }
    int voters = bytes.getInt(4);
    int outgoing = bytes.getInt(8);
    int learners = bytes.getInt(12);
    int retired = bytes.getInt(16);
    int addresses = bytes.getInt(20);
    boolean negative = (outgoing | learners | retired | addresses) < 0;
    long least = IDS_AT + 4L * voters + 4L * outgoing + 4L * learners + 4L * retired;
    if (voters < 1 || negative || least + 8L * addresses > bytes.remaining()) {
      throw new BadRecordException(
          "a membership of %d voters, %d outgoing, %d learners, %d retired, %d addresses in %d bytes"
              .formatted(voters, outgoing, learners, retired, addresses, bytes.remaining()));
    }
    bytes.position(IDS_AT);
    Membership membership =
        new Membership(
            ids(bytes, voters),
            ids(bytes, outgoing),
            ids(bytes, learners),
            ids(bytes, retired),
            addresses(bytes, addresses),
            Math.max(level, FeatureLevel.OLDEST));
    if (bytes.hasRemaining()) {
      throw new BadRecordException(bytes.remaining() + " bytes behind a membership");
    }
    return membership;
  }

  private static List<List<NodeId>> groups(Membership membership) {
    return List.of(
        membership.voters(), membership.outgoing(), membership.learners(), membership.retired());
  }

  private static void put(ByteBuffer payload, NodeId node, MemberAddress address) {
    byte[] peer = address.peer().getBytes(StandardCharsets.UTF_8);
    byte[] client = address.client().getBytes(StandardCharsets.UTF_8);
    payload.putInt(node.value());
    payload.putShort((short) peer.length).putShort((short) client.length);
    payload.put(peer).put(client);
  }

  private static TreeMap<NodeId, MemberAddress> addresses(ByteBuffer bytes, int count) {
    TreeMap<NodeId, MemberAddress> addresses = new TreeMap<>();
    int before = 0;
    for (int i = 0; i < count; i++) {
      if (bytes.remaining() < 8) {
        throw new BadRecordException("a membership ends within an address");
      }
      int id = bytes.getInt();
      if (id <= before) {
        throw new BadRecordException(
            "the address of node " + id + " follows that of node " + before + " in a membership");
      }
      int peer = bytes.getShort();
      int client = bytes.getShort();
      addresses.put(new NodeId(id), new MemberAddress(text(bytes, peer), text(bytes, client)));
      before = id;
    }
    return addresses;
  }

  private static String text(ByteBuffer bytes, int length) {
    if (length < 0 || length > MemberAddress.MAX_BYTES || length > bytes.remaining()) {
      throw new BadRecordException("an address of " + length + " bytes in a membership");
    }
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
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
