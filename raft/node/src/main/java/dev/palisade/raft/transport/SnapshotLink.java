package dev.palisade.raft.transport;

import dev.palisade.proto.raft.PeerGrpc;
import dev.palisade.proto.raft.SnapshotFrame;
import dev.palisade.proto.raft.SnapshotReceipt;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.replica.SnapshotMessage;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node asks a peer about snapshots, and answers it: a call for each message, with a
 * deadline. What cannot be sent is dropped, for whoever fetches asks again. Thread-safe; never
 * blocks a sender.
 */
final class SnapshotLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotLink.class);

  /** Enough for a chunk of 1 MiB over a slow line. */
  private static final long DEADLINE_MILLIS = 10_000;

  /** One question is under way at a time; more calls mean that the line is slower than it asks. */
  private static final int MOST_IN_FLIGHT = 4;

  private final NodeId peer;
  private final ManagedChannel channel;
  private final LinkIdentity identity;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile String lastFailure = "";

  SnapshotLink(NodeId peer, ManagedChannel channel, LinkIdentity identity) {
    this.peer = peer;
    this.channel = channel;
    this.identity = identity;
  }

  void send(SnapshotMessage message) {
    if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
      inFlight.decrementAndGet();
      return;
    }
    SnapshotFrame frame =
        SnapshotCodec.encode(message).setHello(identity.greeting(peer.value())).build();
    Sent sent = new Sent();
    try {
      if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        // It would answer with that failure while its next attempt waits, or hangs for good.
        channel.enterIdle();
      }
      PeerGrpc.newStub(channel)
          .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
          .snapshot(frame, sent);
    } catch (RuntimeException e) {
      // gRPC throws if a call starts while the channel enters idle on another thread. The sender
      // is an actor, which must not end for that.
      sent.onError(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** The end of one call. */
  private final class Sent implements StreamObserver<SnapshotReceipt> {
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void onNext(SnapshotReceipt receipt) {}

    @Override
    public void onError(Throwable error) {
      if (!end()) {
        return;
      }
      Status status = Status.fromThrowable(error);
      if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
        channel.enterIdle(); // A new connection may do better.
      }
      String reason = status.getDescription();
      String failure = status.getCode() + " " + (reason == null ? error : reason);
      if (!failure.equals(lastFailure)) {
        lastFailure = failure;
        LOG.info("cannot tell {} about a snapshot: {}", peer, failure);
      }
    }

    @Override
    public void onCompleted() {
      if (end()) {
        lastFailure = "";
      }
    }

    /** Whether this call had not ended before: a start that throws may also report an error. */
    private boolean end() {
      boolean first = ended.compareAndSet(false, true);
      if (first) {
        inFlight.decrementAndGet();
      }
      return first;
    }
  }
}
