package dev.palisade.kv.server;

import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.StoreKeeper;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.SaveSnapshotRequest;
import dev.palisade.proto.kv.SaveSnapshotResponse;
import dev.palisade.proto.kv.SnapshotsGrpc;
import dev.palisade.proto.kv.TakeSnapshotRequest;
import dev.palisade.proto.kv.TakeSnapshotResponse;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Read;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.replica.SnapshotStore;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Snapshots of this node's state, taken and given away. */
final class SnapshotService extends SnapshotsGrpc.SnapshotsImplBase {
  private static final long READ_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int MOST_TAKES = 16;

  private final ServerConfig config;
  private final Replica<Outcome> replica;
  private final NodeState state;
  private final Leadership leadership;
  private final ClientLoop clients;
  private final Semaphore takes = new Semaphore(MOST_TAKES);
  private final Semaphore saves = new Semaphore(1);

  SnapshotService(
      ServerConfig config,
      Replica<Outcome> replica,
      NodeState state,
      Leadership leadership,
      ClientLoop clients) {
    this.config = config;
    this.replica = replica;
    this.state = state;
    this.leadership = leadership;
    this.clients = clients;
  }

  @Override
  public void take(TakeSnapshotRequest request, StreamObserver<TakeSnapshotResponse> caller) {
    LoopObserver<TakeSnapshotResponse> observer = new LoopObserver<>(caller, clients);
    if (refusesWithoutSnapshots(observer)) {
      return;
    }
    if (!takes.tryAcquire()) {
      observer.onError(
          WireErrors.exception(
              WireErrors.overloaded(
                  "%d calls wait for a snapshot already".formatted(MOST_TAKES),
                  Admission.RETRY_AFTER_MILLIS)));
      return;
    }
    long began = System.nanoTime();
    replica
        .snapshotter()
        .takeNow(
            snapshot -> {
              takes.release();
              long bytes = state.snapshotBytes(snapshot.reference());
              observer.answer(
                  TakeSnapshotResponse.newBuilder()
                      .setIndex(snapshot.index())
                      .setTerm(snapshot.lastIncluded().term())
                      .setBytes(bytes)
                      .setMillis((System.nanoTime() - began) / 1_000_000)
                      .build());
            });
  }

  @Override
  public void save(SaveSnapshotRequest request, StreamObserver<SaveSnapshotResponse> observer) {
    if (refusesWithoutSnapshots(observer)) {
      return;
    }
    if (!saves.tryAcquire()) {
      observer.onError(
          WireErrors.exception(
              WireErrors.overloaded(
                  "another snapshot is being saved from this node", Admission.RETRY_AFTER_MILLIS)));
      return;
    }
    SaveStream stream =
        new SaveStream(
            (ServerCallStreamObserver<SaveSnapshotResponse>) observer, clients, saves::release);
    if (request.getStale()) {
      takeFor(stream);
    } else {
      replica.read(new Barrier(stream));
    }
  }

  private void takeFor(SaveStream stream) {
    replica.snapshotter().takeNow(snapshot -> give(snapshot, stream));
  }

  /** On the turn that took it, so that it is pinned before it can be deleted. */
  private void give(Snapshot snapshot, SaveStream stream) {
    StoreKeeper.Pin pin = state.keeper().pin(snapshot.reference());
    SnapshotStore snapshots = state.snapshots();
    stream.start(
        new SaveStream.Source(config, snapshot.reference(), state.keeper(), snapshots), pin);
  }

  private boolean refusesWithoutSnapshots(StreamObserver<?> observer) {
    if (state.keepsSnapshots()) {
      return false;
    }
    observer.onError(
        WireErrors.exception(WireErrors.invalid("this node keeps no snapshots of its state")));
    return true;
  }

  /** Everything acknowledged before it is applied here when it is ready. */
  private final class Barrier implements Read {
    private final SaveStream stream;
    private final long deadlineNanos = System.nanoTime() + READ_TIMEOUT_NANOS;

    Barrier(SaveStream stream) {
      this.stream = stream;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void ready() {
      takeFor(stream);
    }

    @Override
    public void refused(Refusal reason) {
      stream.refuse(leadership.refusal(System.nanoTime()));
    }

    @Override
    public void expired() {
      stream.refuse(WireErrors.noQuorum("no majority answered in time", Error.Outcome.REFUSED));
    }
  }
}
