package dev.palisade.raft.transport;

import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.proto.raft.PeerGrpc;
import dev.palisade.proto.raft.SnapshotFrame;
import dev.palisade.proto.raft.SnapshotReceipt;
import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.NodeId;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's door for its peers: takes their streams, and hands on what they carry. A stream that
 * does not introduce itself as one of this cluster, or that carries damage, is closed; the peer
 * opens another.
 */
final class PeerService extends PeerGrpc.PeerImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

  private final LinkIdentity identity;
  private final Doorkeeper door;
  private final Receivers receivers;

  /** Hears who introduced itself, and where it says it can be reached. */
  @FunctionalInterface
  interface Newcomers {
    void greeted(NodeId peer, String address);
  }

  /**
   * Who comes in.
   *
   * @param newcomers hears who introduced itself
   * @param streams bounds their number
   */
  record Doorkeeper(Newcomers newcomers, InboundStreams streams) {}

  PeerService(LinkIdentity identity, Doorkeeper door, Receivers receivers) {
    this.identity = identity;
    this.door = door;
    this.receivers = receivers;
  }

  @Override
  public StreamObserver<PeerFrame> replicate(StreamObserver<PeerFrame> answers) {
    return new Incoming(answers);
  }

  @Override
  public StreamObserver<PeerFrame> heartbeat(StreamObserver<PeerFrame> answers) {
    return new Incoming(answers);
  }

  @Override
  public void snapshot(SnapshotFrame frame, StreamObserver<SnapshotReceipt> receipt) {
    String defect = identity.defectOf(frame.getHello());
    if (defect != null) {
      LOG.warn("refusing a question or an answer about a snapshot: {}", defect);
      receipt.onError(Status.FAILED_PRECONDITION.withDescription(defect).asRuntimeException());
      return;
    }
    door.newcomers().greeted(new NodeId(frame.getHello().getFrom()), frame.getHello().getAddress());
    try {
      receivers
          .snapshots()
          .receive(new NodeId(frame.getHello().getFrom()), SnapshotCodec.decode(frame));
    } catch (IllegalArgumentException e) {
      receipt.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    receipt.onNext(SnapshotReceipt.getDefaultInstance());
    receipt.onCompleted();
  }

  /** One stream of a peer. gRPC calls it from one thread at a time. */
  private final class Incoming implements StreamObserver<PeerFrame> {
    private final StreamObserver<PeerFrame> answers;
    private @Nullable NodeId from;
    private volatile boolean closed;

    /** Ends it from another thread, to make room. */
    private final Runnable close = this::makeRoom;

    Incoming(StreamObserver<PeerFrame> answers) {
      this.answers = answers;
      door.streams().opened(close);
    }

    @Override
    public void onNext(PeerFrame frame) {
      if (closed) {
        return;
      }
      NodeId peer = from;
      if (peer == null) {
        greet(frame);
        return;
      }
      MessageCodec.Inbound inbound;
      try {
        if (frame.hasStateReport()) {
          receivers.reports().receive(peer, MessageCodec.report(frame));
          return;
        }
        inbound = MessageCodec.decode(frame);
      } catch (IllegalArgumentException e) {
        LOG.warn("closing a stream of {}: {}", peer, e.getMessage());
        close(Status.DATA_LOSS.withDescription(e.getMessage()));
        return;
      }
      receivers.messages().receive(peer, inbound.message(), inbound.entries());
    }

    @Override
    public void onError(Throwable error) {
      closed = true; // The peer went away, and will come back by itself.
      door.streams().ended(close);
    }

    @Override
    public void onCompleted() {
      door.streams().ended(close);
      synchronized (answers) {
        if (!closed) {
          closed = true;
          answers.onCompleted();
        }
      }
    }

    private void greet(PeerFrame first) {
      String defect = identity.defectOf(first);
      if (defect != null) {
        LOG.warn("refusing a peer: {}", defect);
        close(Status.FAILED_PRECONDITION.withDescription(defect));
        return;
      }
      NodeId peer = new NodeId(first.getHello().getFrom());
      from = peer;
      // A node may know of a change of the membership before this one does, or not yet of its end.
      door.newcomers().greeted(peer, first.getHello().getAddress());
      door.streams().greeted(peer, close);
      int level = Math.max(FeatureLevel.OLDEST, first.getHello().getFeatureLevel());
      receivers.levels().supports(peer, level);
      synchronized (answers) {
        if (!closed) {
          answers.onNext(identity.helloTo(first.getHello().getFrom()));
        }
      }
    }

    private void close(Status status) {
      door.streams().ended(close);
      synchronized (answers) {
        if (!closed) {
          closed = true;
          answers.onError(status.asRuntimeException());
        }
      }
    }

    /** From another thread, since newer streams need the room; hence the locks. */
    private void makeRoom() {
      synchronized (answers) {
        if (!closed) {
          closed = true;
          answers.onError(
              Status.RESOURCE_EXHAUSTED.withDescription("too many streams").asRuntimeException());
        }
      }
    }
  }
}
