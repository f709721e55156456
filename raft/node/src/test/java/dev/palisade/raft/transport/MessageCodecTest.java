package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.palisade.proto.raft.InstallSnapshot;
import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.BadRecordException;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.MembershipCodec;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageCodecTest {
  private static final EntryId ENTRY = new EntryId(7, 3);
  private static final Membership JOINT =
      new Membership(
          List.of(new NodeId(1), new NodeId(4)), List.of(new NodeId(1)), List.of(new NodeId(5)));

  static List<Message> messages() {
    return List.of(
        new Message.PreVote(4, ENTRY),
        new Message.PreVoteReply(4, true),
        new Message.Vote(4, ENTRY, true),
        new Message.VoteReply(4, false),
        new Message.AppendReply(4, 7),
        new Message.AppendRefused(4, ENTRY, new EntryId(5, 2)),
        new Message.Heartbeat(4, 7, 12),
        new Message.HeartbeatReply(4, 12),
        new Message.InstallSnapshot(4, new Snapshot(ENTRY, JOINT, "n1-7")),
        new Message.Removed(4, ENTRY),
        new Message.Lost(4, ENTRY),
        new Message.TimeoutNow(4));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesOutAsItWentIn(Message message) {
    PeerFrame frame = MessageCodec.encode(message, EntryBatch.none(1));
    assertThat(MessageCodec.decode(frame).message()).isEqualTo(message);
  }

  @Test
  void anAppendTellsTheConfigurationsAmongItsEntriesByTheirBytes() {
    ByteBuffer record =
        EntryCodec.encode(
            new EntryId(8, 3), EntryKind.MEMBERSHIP, 0, MembershipCodec.encode(JOINT));
    EntryBatch entries = EntryCodec.split(record, 8);
    Message append = new Message.Append(4, ENTRY, entries.ids(), 7);
    MessageCodec.Inbound inbound = MessageCodec.decode(MessageCodec.encode(append, entries));
    assertThat(inbound.message()).isEqualTo(append);
    assertThat(inbound.entries().ids().memberships().getFirst().membership()).isEqualTo(JOINT);
  }

  @Test
  void anOfferWithoutAMembershipIsRefused() {
    PeerFrame frame =
        PeerFrame.newBuilder()
            .setInstallSnapshot(InstallSnapshot.newBuilder().setMembership(ByteString.EMPTY))
            .build();
    assertThatThrownBy(() -> MessageCodec.decode(frame))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("0 bytes");
  }
}
