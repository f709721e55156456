package dev.palisade.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.palisade.client.transport.Call;
import dev.palisade.client.transport.Channels;
import dev.palisade.client.transport.StatusText;
import dev.palisade.proto.kv.ChangeMembershipResponse;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.SnapshotsGrpc;
import dev.palisade.proto.kv.StateHashRequest;
import dev.palisade.proto.kv.StateHashResponse;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import dev.palisade.proto.kv.TakeSnapshotRequest;
import dev.palisade.proto.kv.TakeSnapshotResponse;
import dev.palisade.proto.kv.TransferLeadershipRequest;
import dev.palisade.proto.kv.TransferLeadershipResponse;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls to one chosen node, for operators: they follow no leader and are tried once. Safe for many
 * threads.
 */
public final class Nodes {
  private final Channels channels;
  private final Calls calls;

  Nodes(Channels channels, Calls calls) {
    this.channels = channels;
    this.calls = calls;
  }

  /**
   * The state of a node, whatever its role.
   *
   * @param endpoint host:port for clients; need not be one of the client's
   */
  public NodeStatus status(String endpoint) {
    return calls.await(statusAsync(endpoint), "status", Call.Kind.REPEATABLE);
  }

  public CompletableFuture<NodeStatus> statusAsync(String endpoint) {
    Answer<StatusResponse, NodeStatus> answer =
        new Answer<>("status", endpoint, Call.Kind.REPEATABLE, NodeStatus::new);
    stub(endpoint, calls.defaultTimeout()).status(StatusRequest.getDefaultInstance(), answer);
    return answer.future;
  }

  /** The hash of a node's state as it keeps it. */
  public StateHash stateHash(String endpoint) {
    return stateHash(endpoint, 0);
  }

  /** The same, once the node has applied at least this index; waits as long as the timeout. */
  public StateHash stateHash(String endpoint, long atLeastIndex) {
    return calls.await(stateHashAsync(endpoint, atLeastIndex), "state hash", Call.Kind.REPEATABLE);
  }

  public CompletableFuture<StateHash> stateHashAsync(String endpoint, long atLeastIndex) {
    return stateHash(endpoint, StateHashRequest.newBuilder().setAtLeastIndex(atLeastIndex).build());
  }

  /** The hash computed again from every stored pair: slow, and independent of the one kept. */
  public StateHash recomputedStateHash(String endpoint) {
    return calls.await(
        stateHash(endpoint, StateHashRequest.newBuilder().setRecompute(true).build()),
        "state hash",
        Call.Kind.REPEATABLE);
  }

  private CompletableFuture<StateHash> stateHash(String endpoint, StateHashRequest request) {
    Answer<StateHashResponse, StateHash> answer =
        new Answer<>(
            "state hash",
            endpoint,
            Call.Kind.REPEATABLE,
            response ->
                new StateHash(
                    response.getAppliedIndex(),
                    response.getRevision(),
                    Bytes.of(response.getHash()),
                    Bytes.of(response.getContentHash())));
    stub(endpoint, calls.defaultTimeout()).stateHash(request, answer);
    return answer.future;
  }

  /**
   * Asks a node, which must lead, to hand leadership over.
   *
   * @param to a voter, or 0 for the one that is furthest
   * @throws NotLeaderException if it does not lead; it may know who does
   */
  public Leadership transferLeadership(String endpoint, int to) {
    return calls.await(
        transferLeadershipAsync(endpoint, to), "leadership transfer", Call.Kind.MUTATION);
  }

  public CompletableFuture<Leadership> transferLeadershipAsync(String endpoint, int to) {
    Answer<TransferLeadershipResponse, Leadership> answer =
        new Answer<>(
            "leadership transfer",
            endpoint,
            Call.Kind.MUTATION,
            response -> new Leadership(response.getLeader(), response.getTerm()));
    stub(endpoint, calls.defaultTimeout())
        .transferLeadership(TransferLeadershipRequest.newBuilder().setTo(to).build(), answer);
    return answer.future;
  }

  /**
   * Asks a node, which must lead, to change the membership; returns when the change is committed.
   *
   * @return all members then
   * @throws NotLeaderException if it does not lead; it may know who does
   * @throws ChangeRefusedException if the membership is not changed
   * @throws UnknownOutcomeException if leadership was lost meanwhile: look at the members
   */
  public List<NodeStatus.Member> changeMembership(String endpoint, MembershipChange change) {
    return calls.await(
        changeMembershipAsync(endpoint, change), "membership change", Call.Kind.MUTATION);
  }

  public CompletableFuture<List<NodeStatus.Member>> changeMembershipAsync(
      String endpoint, MembershipChange change) {
    Answer<ChangeMembershipResponse, List<NodeStatus.Member>> answer =
        new Answer<>(
            "membership change",
            endpoint,
            Call.Kind.MUTATION,
            response -> NodeStatus.members(response.getMembersList()));
    stub(endpoint, calls.defaultTimeout()).changeMembership(change.request(), answer);
    return answer.future;
  }

  /**
   * Lets a node take a snapshot of its state now, whatever its role, so that it can drop its log
   * before it. A large state takes its time.
   *
   * @throws TimedOutException if there was no answer in time; the snapshot may be taken all the
   *     same
   */
  public TakenSnapshot takeSnapshot(String endpoint) {
    return calls.await(takeSnapshotAsync(endpoint), "snapshot", Call.Kind.REPEATABLE);
  }

  public CompletableFuture<TakenSnapshot> takeSnapshotAsync(String endpoint) {
    Answer<TakeSnapshotResponse, TakenSnapshot> answer =
        new Answer<>(
            "snapshot",
            endpoint,
            Call.Kind.REPEATABLE,
            response ->
                new TakenSnapshot(
                    response.getIndex(),
                    response.getTerm(),
                    response.getBytes(),
                    Duration.ofMillis(response.getMillis())));
    SnapshotsGrpc.newStub(channels.to(Endpoints.requireValid(endpoint)))
        .withDeadlineAfter(calls.defaultTimeout().toNanos(), TimeUnit.NANOSECONDS)
        .take(TakeSnapshotRequest.getDefaultInstance(), answer);
    return answer.future;
  }

  private NodeGrpc.NodeStub stub(String endpoint, Duration timeout) {
    return NodeGrpc.newStub(channels.to(Endpoints.requireValid(endpoint)))
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One answer, as a future. */
  private static final class Answer<R, T> implements StreamObserver<R> {
    private final String what;
    private final Call.Kind kind;
    private final Function<R, T> read;
    final CompletableFuture<T> future = new CompletableFuture<>();

    Answer(String verb, String endpoint, Call.Kind kind, Function<R, T> read) {
      this.what = verb + " of " + endpoint;
      this.kind = kind;
      this.read = read;
    }

    @Override
    public void onNext(R response) {
      future.complete(read.apply(response));
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(exceptionOf(failure));
    }

    @Override
    public void onCompleted() {
      future.completeExceptionally(new NodeFailedException(what + ": ended without an answer"));
    }

    private PalisadeException exceptionOf(Throwable failure) {
      com.google.rpc.Status details = StatusProto.fromThrowable(failure);
      if (details != null) {
        for (Any detail : details.getDetailsList()) {
          if (detail.is(Error.class)) {
            return exceptionOf(detail);
          }
        }
      }
      Status status = Status.fromThrowable(failure);
      if (kind == Call.Kind.MUTATION && status.getCode() != Status.Code.UNAVAILABLE) {
        return new UnknownOutcomeException(what + ": " + StatusText.of(status), null);
      }
      if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
        return new TimedOutException(what + ": " + StatusText.of(status), null);
      }
      return new NodeFailedException(what + ": " + StatusText.of(status));
    }

    private PalisadeException exceptionOf(Any detail) {
      try {
        Error error = detail.unpack(Error.class);
        return error.getOutcome() == Error.Outcome.UNKNOWN && kind == Call.Kind.MUTATION
            ? new UnknownOutcomeException(what + ": " + error.getMessage(), null)
            : Refusals.refused(what, error);
      } catch (InvalidProtocolBufferException damaged) {
        return new NodeFailedException(what + ": unreadable error: " + damaged.getMessage());
      }
    }
  }
}
