package dev.palisade.kv.server;

import com.google.protobuf.ByteString;
import dev.palisade.kv.state.KeptState;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.StateView;
import dev.palisade.proto.kv.ChangeMembershipRequest;
import dev.palisade.proto.kv.ChangeMembershipResponse;
import dev.palisade.proto.kv.ComparedStates;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.PeerProgress;
import dev.palisade.proto.kv.StateHashRequest;
import dev.palisade.proto.kv.StateHashResponse;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import dev.palisade.proto.kv.TransferLeadershipRequest;
import dev.palisade.proto.kv.TransferLeadershipResponse;
import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Event.MembershipRequested;
import dev.palisade.raft.core.Status;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.replica.StateComparison;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The state of this node, whatever its role, and operators' actions. */
final class NodeService extends NodeGrpc.NodeImplBase {
  private static final long LOOK_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long HASH_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long HASH_POLL_MILLIS = 5;
  private static final int MOST_WAITING_HASHES = 256;

  private final ServerConfig config;
  private final Replica<Outcome> replica;
  private final KeptState state;
  private final Leadership leadership;
  private final ScheduledExecutorService timer;
  private final ClientLoop clients;
  private final LongReads longReads;
  private final AtomicInteger waitingHashes = new AtomicInteger();
  private final Semaphore recomputing = new Semaphore(1);
  private final String version;
  private final long startedNanos = System.nanoTime();

  /** What runs for it. */
  record Helpers(ScheduledExecutorService timer, ClientLoop clients, LongReads longReads) {}

  NodeService(
      ServerConfig config,
      Replica<Outcome> replica,
      KeptState state,
      Leadership leadership,
      Helpers helpers) {
    this.config = config;
    this.replica = replica;
    this.state = state;
    this.leadership = leadership;
    timer = helpers.timer();
    clients = helpers.clients();
    longReads = helpers.longReads();
    String implementation = NodeService.class.getPackage().getImplementationVersion();
    version = implementation == null ? "development" : implementation;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> caller) {
    LoopObserver<StatusResponse> observer = new LoopObserver<>(caller, clients);
    look(observer, () -> observer.answer(statusNow()));
  }

  @Override
  public void stateHash(StateHashRequest request, StreamObserver<StateHashResponse> caller) {
    LoopObserver<StateHashResponse> observer = new LoopObserver<>(caller, clients);
    if (request.getAtLeastIndex() < 0) {
      observer.onError(
          WireErrors.exception(
              WireErrors.invalid(
                  "invalid index %s; expected 0 to %d"
                      .formatted(
                          Long.toUnsignedString(request.getAtLeastIndex()), Long.MAX_VALUE))));
      return;
    }
    Deadline deadline = Context.current().getDeadline();
    long waitNanos =
        deadline == null ? HASH_TIMEOUT_NANOS : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    if (waitingHashes.incrementAndGet() > MOST_WAITING_HASHES) {
      waitingHashes.decrementAndGet();
      observer.onError(
          WireErrors.exception(
              WireErrors.overloaded(
                  "%d calls wait for a hash already".formatted(MOST_WAITING_HASHES),
                  Admission.RETRY_AFTER_MILLIS)));
      return;
    }
    hashWhenApplied(request, observer, System.nanoTime() + waitNanos);
  }

  /** One at a time: it reads every row. Beside the thread that applies, of the state as it is. */
  private void recompute(LoopObserver<StateHashResponse> observer) {
    if (!recomputing.tryAcquire()) {
      observer.onError(
          WireErrors.exception(
              WireErrors.overloaded(
                  "the hash is being computed again already", Admission.RETRY_AFTER_MILLIS)));
      return;
    }
    StateHashResponse.Builder response = hashNow().toBuilder();
    longReads.run(
        new ClientConnection(null, System.nanoTime()),
        state.machine().view(),
        new LongReads.LongRead() {
          @Override
          public void run(StateView view) {
            byte[] hash = view.recomputeHash();
            recomputing.release();
            observer.answer(response.setHash(ByteString.copyFrom(hash)).build());
          }

          @Override
          public void failed(String why) {
            recomputing.release();
            observer.onError(
                WireErrors.exception(WireErrors.overloaded(why, Admission.RETRY_AFTER_MILLIS)));
          }
        });
  }

  @Override
  public void transferLeadership(
      TransferLeadershipRequest request, StreamObserver<TransferLeadershipResponse> caller) {
    LoopObserver<TransferLeadershipResponse> observer = new LoopObserver<>(caller, clients);
    if (request.getTo() < 0) {
      observer.onError(
          WireErrors.exception(
              WireErrors.invalid(
                  "invalid node id %d; expected 1 to %d, or 0 for the voter that is furthest"
                      .formatted(Integer.toUnsignedLong(request.getTo()), Integer.MAX_VALUE))));
      return;
    }
    Status status = replica.status();
    if (status.role() != RoleName.LEADER) {
      observer.onError(WireErrors.exception(leadership.refusal(System.nanoTime())));
      return;
    }
    Optional<NodeId> to =
        request.getTo() == 0 ? replica.furthestVoter() : Optional.of(new NodeId(request.getTo()));
    if (to.isEmpty()) {
      observer.onError(
          WireErrors.exception(WireErrors.invalid("there is no other voter to hand over to")));
      return;
    }
    replica.transfer(
        to.get(),
        (done, detail) -> {
          if (done) {
            observer.answer(
                TransferLeadershipResponse.newBuilder()
                    .setLeader(to.get().value())
                    .setTerm(replica.status().term())
                    .build());
          } else {
            observer.onError(
                WireErrors.exception(
                    WireErrors.overloaded(
                        "leadership was not handed over: " + detail,
                        Admission.RETRY_AFTER_MILLIS)));
          }
        });
  }

  @Override
  public void changeMembership(
      ChangeMembershipRequest request, StreamObserver<ChangeMembershipResponse> caller) {
    LoopObserver<ChangeMembershipResponse> observer = new LoopObserver<>(caller, clients);
    if (replica.status().role() != RoleName.LEADER) {
      observer.onError(WireErrors.exception(leadership.refusal(System.nanoTime())));
      return;
    }
    MembershipRequested change;
    try {
      change = MembershipChange.of(replica.membership(), request);
    } catch (MembershipChange.InvalidRequest invalid) {
      String why = String.valueOf(invalid.getMessage());
      observer.onError(WireErrors.exception(WireErrors.invalid(why)));
      return;
    } catch (IllegalArgumentException impossible) {
      String why = String.valueOf(impossible.getMessage());
      observer.onError(WireErrors.exception(WireErrors.changeRefused(why)));
      return;
    }
    replica.change(
        change,
        (outcome, detail) -> {
          switch (outcome) {
            case DONE -> observer.answer(changed());
            case REFUSED ->
                observer.onError(WireErrors.exception(WireErrors.changeRefused(detail)));
            case UNKNOWN ->
                observer.onError(WireErrors.exception(WireErrors.changeUnknown(detail)));
          }
        });
  }

  private ChangeMembershipResponse changed() {
    Membership now = replica.membership();
    return ChangeMembershipResponse.newBuilder()
        .addAllMembers(members(now))
        .addAllRetired(now.retired().stream().map(NodeId::value).toList())
        .build();
  }

  private static List<dev.palisade.proto.kv.Member> members(Membership membership) {
    List<dev.palisade.proto.kv.Member> members = new ArrayList<>();
    for (NodeId member : membership.members()) {
      dev.palisade.proto.kv.Member.Builder wire =
          dev.palisade.proto.kv.Member.newBuilder()
              .setNode(member.value())
              .setVoter(membership.isVoter(member));
      MemberAddress address = membership.addresses().get(member);
      if (address != null) {
        wire.setPeerEndpoint(address.peer()).setClientEndpoint(address.client());
      }
      members.add(wire.build());
    }
    return members;
  }

  private void hashWhenApplied(
      StateHashRequest request, LoopObserver<StateHashResponse> observer, long deadlineNanos) {
    if (observer.isCancelled()) {
      waitingHashes.decrementAndGet();
      return;
    }
    if (replica.applier().appliedIndex() >= request.getAtLeastIndex()) {
      waitingHashes.decrementAndGet();
      look(
          observer,
          () -> {
            if (request.getRecompute()) {
              recompute(observer);
            } else {
              observer.answer(hashNow());
            }
          });
    } else if (System.nanoTime() - deadlineNanos > 0) {
      waitingHashes.decrementAndGet();
      observer.onError(
          WireErrors.exception(
              WireErrors.deadline(
                  "index %d was not applied in time; this node stands at %d"
                      .formatted(request.getAtLeastIndex(), replica.applier().appliedIndex()),
                  dev.palisade.proto.kv.Error.Outcome.REFUSED)));
    } else {
      timer.schedule(
          () -> hashWhenApplied(request, observer, deadlineNanos),
          HASH_POLL_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  private StateHashResponse hashNow() {
    KvStateMachine stateMachine = state.machine();
    byte[] hash = stateMachine.stateHash();
    return StateHashResponse.newBuilder()
        .setAppliedIndex(stateMachine.appliedIndex())
        .setRevision(stateMachine.revision())
        .setHash(ByteString.copyFrom(hash))
        .setContentHash(ByteString.copyFrom(stateMachine.contentHash()))
        .build();
  }

  private StatusResponse statusNow() {
    Status status = replica.status();
    NodeId leader = status.leader();
    KvStateMachine stateMachine = state.machine();
    StatusResponse.Builder response =
        StatusResponse.newBuilder()
            .setNode(config.self().value())
            .setClusterId(config.clusterId())
            .setRole(nameOf(status.role()))
            .setTerm(status.term())
            .setLeader(leader == null ? 0 : leader.value())
            .setLastIndex(status.lastIndex())
            .setDurableIndex(status.durableIndex())
            .setCommitIndex(Math.max(status.commitIndex(), stateMachine.appliedIndex()))
            .setAppliedIndex(stateMachine.appliedIndex())
            .setRevision(stateMachine.revision())
            .setCompactedRevision(stateMachine.compactedRevision())
            .setHlc(stateMachine.lastHlc())
            .setVersion(version)
            .setUptimeMillis((System.nanoTime() - startedNanos) / 1_000_000)
            .setStateHash(ByteString.copyFrom(stateMachine.stateHash()))
            .setRepairing(replica.isRepairing());
    StateComparison compared = replica.lastComparison();
    if (compared != null && status.role() == RoleName.LEADER) {
      response.setCompared(wire(compared));
    }
    Membership membership = replica.membership();
    response
        .addAllMembers(members(membership))
        .setJoint(membership.isJoint())
        .setFeatureLevel(membership.featureLevel())
        .setSupportedFeatureLevel(FeatureLevel.newest())
        .addAllRetired(membership.retired().stream().map(NodeId::value).toList());
    for (Status.Peer peer : status.peers()) {
      response.addPeers(
          PeerProgress.newBuilder()
              .setNode(peer.node().value())
              .setState(peer.progress())
              .setMatchIndex(peer.matchIndex())
              .setNextIndex(peer.nextIndex()));
    }
    return response.build();
  }

  private static ComparedStates wire(StateComparison compared) {
    return ComparedStates.newBuilder()
        .setIndex(compared.at().index())
        .addAllEqual(compared.equal().stream().map(NodeId::value).toList())
        .addAllDifferent(compared.different().stream().map(NodeId::value).toList())
        .addAllUnknown(compared.unknown().stream().map(NodeId::value).toList())
        .build();
  }

  /** Runs between two batches of the applier. */
  private void look(StreamObserver<?> observer, Runnable looked) {
    replica.look(
        new LocalRead(
            System.nanoTime() + LOOK_TIMEOUT_NANOS,
            looked,
            () ->
                observer.onError(
                    WireErrors.exception(
                        WireErrors.deadline(
                            "the state was busy for too long",
                            dev.palisade.proto.kv.Error.Outcome.REFUSED)))));
  }

  private static String nameOf(RoleName role) {
    return switch (role) {
      case FOLLOWER -> "follower";
      case PRE_CANDIDATE -> "pre-candidate";
      case CANDIDATE -> "candidate";
      case LEADER -> "leader";
    };
  }
}
