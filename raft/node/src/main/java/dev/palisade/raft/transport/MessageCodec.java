package dev.palisade.raft.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.palisade.proto.raft.HeartbeatRequest;
import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.BadRecordException;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.MembershipCodec;
import dev.palisade.raft.replica.StateReport;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Messages as frames, and back. An Append carries its entries as the very bytes that the log
 * stores; their checksums are verified when they come in.
 */
final class MessageCodec {
  /** A message with the bytes of its entries. */
  record Inbound(Message message, EntryBatch entries) {}

  private static final int MAX_HASH_BYTES = 64;
  private static final EntryBatch NO_ENTRIES = EntryBatch.none(1);

  private MessageCodec() {}

  /**
   * The frame of a message.
   *
   * @param entries what an Append names; not looked at for other messages
   */
  static PeerFrame encode(Message message, EntryBatch entries) {
    PeerFrame.Builder frame = PeerFrame.newBuilder();
    switch (message) {
      case Message.PreVote(var term, var last) ->
          frame.getPreVoteBuilder().setTerm(term).setLastEntry(encode(last));
      case Message.PreVoteReply(var term, var granted) ->
          frame.getPreVoteReplyBuilder().setTerm(term).setGranted(granted);
      case Message.Vote(var term, var last, var transfer) ->
          frame.getVoteBuilder().setTerm(term).setLastEntry(encode(last)).setTransfer(transfer);
      case Message.VoteReply(var term, var granted) ->
          frame.getVoteReplyBuilder().setTerm(term).setGranted(granted);
      case Message.Append(var term, var base, _, var commitIndex) ->
          frame
              .getAppendBuilder()
              .setTerm(term)
              .setBase(encode(base))
              .setCommitIndex(commitIndex)
              .setRecords(join(entries));
      case Message.AppendReply(var term, var durableIndex) ->
          frame.getAppendReplyBuilder().setTerm(term).setDurableIndex(durableIndex);
      case Message.AppendRefused(var term, var base, var hint) ->
          frame.getAppendRefusedBuilder().setTerm(term).setBase(encode(base)).setHint(encode(hint));
      case Message.Heartbeat(var term, var commitIndex, var round) ->
          frame.setHeartbeat(
              HeartbeatRequest.newBuilder()
                  .setTerm(term)
                  .setCommitIndex(commitIndex)
                  .setRound(round));
      case Message.HeartbeatReply(var term, var round) ->
          frame.getHeartbeatReplyBuilder().setTerm(term).setRound(round);
      case Message.TimeoutNow(var term) -> frame.getTimeoutNowBuilder().setTerm(term);
      case Message.InstallSnapshot(var term, var snapshot) ->
          frame
              .getInstallSnapshotBuilder()
              .setTerm(term)
              .setLastIncluded(encode(snapshot.lastIncluded()))
              .setMembership(ByteString.copyFrom(MembershipCodec.encode(snapshot.membership())))
              .setReference(snapshot.reference());
      case Message.Removed(var term, var configuration) ->
          frame.getRemovedBuilder().setTerm(term).setConfiguration(encode(configuration));
      case Message.Lost(var term, var last) ->
          frame.getLostBuilder().setTerm(term).setLast(encode(last));
    }
    return frame.build();
  }

  /**
   * The message of a frame.
   *
   * @throws BadRecordException if an entry's record or a membership is damaged or out of order
   * @throws IllegalArgumentException if the frame makes no sense
   */
  static Inbound decode(PeerFrame frame) {
    return switch (frame.getBodyCase()) {
      case PRE_VOTE ->
          plain(
              new Message.PreVote(
                  frame.getPreVote().getTerm(), decode(frame.getPreVote().getLastEntry())));
      case PRE_VOTE_REPLY ->
          plain(
              new Message.PreVoteReply(
                  frame.getPreVoteReply().getTerm(), frame.getPreVoteReply().getGranted()));
      case VOTE ->
          plain(
              new Message.Vote(
                  frame.getVote().getTerm(),
                  decode(frame.getVote().getLastEntry()),
                  frame.getVote().getTransfer()));
      case VOTE_REPLY ->
          plain(
              new Message.VoteReply(
                  frame.getVoteReply().getTerm(), frame.getVoteReply().getGranted()));
      case APPEND -> append(frame.getAppend());
      case APPEND_REPLY ->
          plain(
              new Message.AppendReply(
                  frame.getAppendReply().getTerm(), frame.getAppendReply().getDurableIndex()));
      case APPEND_REFUSED ->
          plain(
              new Message.AppendRefused(
                  frame.getAppendRefused().getTerm(),
                  decode(frame.getAppendRefused().getBase()),
                  decode(frame.getAppendRefused().getHint())));
      case HEARTBEAT ->
          plain(
              new Message.Heartbeat(
                  frame.getHeartbeat().getTerm(),
                  frame.getHeartbeat().getCommitIndex(),
                  frame.getHeartbeat().getRound()));
      case HEARTBEAT_REPLY ->
          plain(
              new Message.HeartbeatReply(
                  frame.getHeartbeatReply().getTerm(), frame.getHeartbeatReply().getRound()));
      case INSTALL_SNAPSHOT -> plain(decode(frame.getInstallSnapshot()));
      case REMOVED ->
          plain(
              new Message.Removed(
                  frame.getRemoved().getTerm(), decode(frame.getRemoved().getConfiguration())));
      case LOST ->
          plain(new Message.Lost(frame.getLost().getTerm(), decode(frame.getLost().getLast())));
      case TIMEOUT_NOW -> plain(new Message.TimeoutNow(frame.getTimeoutNow().getTerm()));
      case HELLO, STATE_REPORT, BODY_NOT_SET ->
          throw new IllegalArgumentException("a frame without a message: " + frame.getBodyCase());
    };
  }

  /** The frame of a report, which is no message of the algorithm. */
  static PeerFrame encode(StateReport report) {
    byte[] hash = HexFormat.of().parseHex(report.hash());
    return PeerFrame.newBuilder()
        .setStateReport(
            dev.palisade.proto.raft.StateReport.newBuilder()
                .setAt(encode(report.at()))
                .setHash(UnsafeByteOperations.unsafeWrap(hash)))
        .build();
  }

  /**
   * The report in a frame that has one.
   *
   * @throws IllegalArgumentException if the frame makes no sense
   */
  static StateReport report(PeerFrame frame) {
    int bytes = frame.getStateReport().getHash().size();
    if (bytes < 1 || bytes > MAX_HASH_BYTES) {
      throw new IllegalArgumentException("a state's hash of " + bytes + " bytes");
    }
    byte[] hash = frame.getStateReport().getHash().toByteArray();
    return new StateReport(decode(frame.getStateReport().getAt()), HexFormat.of().formatHex(hash));
  }

  private static Inbound plain(Message message) {
    return new Inbound(message, NO_ENTRIES);
  }

  private static Message decode(dev.palisade.proto.raft.InstallSnapshot offer) {
    Membership membership = MembershipCodec.decode(offer.getMembership().asReadOnlyByteBuffer());
    EntryId lastIncluded = decode(offer.getLastIncluded());
    return new Message.InstallSnapshot(
        offer.getTerm(), new Snapshot(lastIncluded, membership, offer.getReference()));
  }

  private static Inbound append(dev.palisade.proto.raft.Append append) {
    EntryId base = decode(append.getBase());
    EntryBatch entries =
        EntryCodec.split(append.getRecords().asReadOnlyByteBuffer(), base.index() + 1);
    return new Inbound(
        new Message.Append(append.getTerm(), base, entries.ids(), append.getCommitIndex()),
        entries);
  }

  /** One copy of all records, back to back. */
  private static ByteString join(EntryBatch entries) {
    if (entries.records().isEmpty()) {
      return ByteString.EMPTY;
    }
    byte[] bytes = new byte[(int) entries.ids().totalStoredBytes()];
    int at = 0;
    for (ByteBuffer record : entries.records()) {
      int length = record.remaining();
      record.get(record.position(), bytes, at, length);
      at += length;
    }
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static dev.palisade.proto.raft.EntryId encode(EntryId id) {
    return dev.palisade.proto.raft.EntryId.newBuilder()
        .setIndex(id.index())
        .setTerm(id.term())
        .build();
  }

  private static EntryId decode(dev.palisade.proto.raft.EntryId id) {
    return new EntryId(id.getIndex(), id.getTerm());
  }
}
