package dev.palisade.kv.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.palisade.kv.state.StoreKeeper;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.SaveSnapshotHeader;
import dev.palisade.proto.kv.SaveSnapshotResponse;
import dev.palisade.raft.replica.SnapshotStore;
import dev.palisade.raft.replica.SnapshotStore.Part;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One snapshot on its way to an operator: as fast as he takes it, on a thread of its own. */
final class SaveStream {
  /** Where it comes from. */
  record Source(
      ServerConfig config, String reference, StoreKeeper keeper, SnapshotStore snapshots) {}

  private static final Logger LOG = LoggerFactory.getLogger("palisade.snapshots");
  private static final int CHUNK_BYTES = 256 << 10;

  /** Whoever takes nothing for so long is gone. */
  private static final long PATIENCE_SECONDS = 30;

  private final ServerCallStreamObserver<SaveSnapshotResponse> observer;
  private final ClientLoop clients;
  private final Runnable ended;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Must be made before the call's method returns. */
  SaveStream(
      ServerCallStreamObserver<SaveSnapshotResponse> observer, ClientLoop clients, Runnable ended) {
    this.observer = observer;
    this.clients = clients;
    this.ended = ended;
    observer.setOnReadyHandler(this::signal);
    observer.setOnCancelHandler(this::signal);
  }

  void refuse(Error error) {
    ended.run();
    clients.run(() -> observer.onError(WireErrors.exception(error)));
  }

  void start(Source source, StoreKeeper.Pin pin) {
    Thread.ofVirtual()
        .name("save-" + source.reference())
        .start(
            () -> {
              try (pin) {
                send(source);
                clients.run(observer::onCompleted);
              } catch (IOException e) {
                LOG.warn("snapshot {} was not saved: {}", source.reference(), e.getMessage());
                clients.run(
                    () ->
                        observer.onError(
                            Status.ABORTED.withDescription(e.getMessage()).asRuntimeException()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                ended.run();
              }
            });
  }

  private void send(Source source) throws IOException, InterruptedException {
    String reference = source.reference();
    List<Part> parts =
        source
            .snapshots()
            .parts(reference)
            .orElseThrow(() -> new IOException("the snapshot was damaged; save it again"));
    ByteBuffer manifest = source.keeper().manifest(reference).orElseThrow(SaveStream::gone);
    next(
        SaveSnapshotResponse.newBuilder()
            .setHeader(
                SaveSnapshotHeader.newBuilder()
                    .setManifest(ByteString.copyFrom(manifest))
                    .setClusterId(source.config().clusterId())
                    .setNode(source.config().self().value())
                    .setCreatedMillis(System.currentTimeMillis()))
            .build());
    for (Part part : parts) {
      for (long at = 0; at < part.bytes(); ) {
        ByteBuffer bytes =
            source
                .snapshots()
                .read(reference, part.name(), at, CHUNK_BYTES)
                .orElseThrow(SaveStream::gone);
        if (!bytes.hasRemaining()) {
          throw new IOException(part.name() + " ends at " + at + " of " + part.bytes() + " bytes");
        }
        at += bytes.remaining();
        next(
            SaveSnapshotResponse.newBuilder()
                .setChunk(UnsafeByteOperations.unsafeWrap(bytes))
                .build());
      }
    }
  }

  private static IOException gone() {
    return new IOException("the snapshot is gone; save it again");
  }

  private void next(SaveSnapshotResponse response) throws IOException, InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!observer.isReady() && !observer.isCancelled()) {
        if (left <= 0) {
          throw new IOException("nobody took anything for " + PATIENCE_SECONDS + " s");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    if (observer.isCancelled()) {
      throw new IOException("whoever saved it went away");
    }
    observer.onNext(response);
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
