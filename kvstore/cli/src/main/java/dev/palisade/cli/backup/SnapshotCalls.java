package dev.palisade.cli.backup;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.kv.rocks.BackupHeader;
import dev.palisade.kv.rocks.BackupWriter;
import dev.palisade.kv.rocks.SnapshotManifest;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.SaveSnapshotHeader;
import dev.palisade.proto.kv.SaveSnapshotRequest;
import dev.palisade.proto.kv.SaveSnapshotResponse;
import dev.palisade.proto.kv.SnapshotsGrpc;
import dev.palisade.proto.kv.TakeSnapshotRequest;
import dev.palisade.proto.kv.TakeSnapshotResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Calls about snapshots to one node. One thread at a time. */
final class SnapshotCalls implements AutoCloseable {
  /** A node that gives nothing for so long is gone. */
  private static final long PATIENCE_SECONDS = 30;

  /** A few chunks on the way; more are not asked for. */
  private static final int WINDOW = 8;

  private final String endpoint;
  private final ManagedChannel channel;

  SnapshotCalls(String endpoint) {
    this.endpoint = endpoint;
    channel =
        Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create())
            .maxInboundMessageSize(SnapshotManifest.MAX_BYTES + (1 << 20))
            .build();
  }

  TakeSnapshotResponse take(Duration timeout) {
    try {
      return SnapshotsGrpc.newBlockingStub(channel)
          .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .take(TakeSnapshotRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw failed(e);
    }
  }

  /**
   * Saves the node's state to a file.
   *
   * @param stale also if it does not lead
   * @param progress hears of the bytes of the parts written so far
   */
  BackupHeader save(Path target, boolean stale, LongConsumer progress)
      throws IOException, InterruptedException {
    Incoming incoming = new Incoming();
    SnapshotsGrpc.newStub(channel)
        .save(SaveSnapshotRequest.newBuilder().setStale(stale).build(), incoming);
    try {
      SaveSnapshotResponse first = incoming.next();
      if (first == null || !first.hasHeader()) {
        throw new IOException(endpoint + " sent no header");
      }
      BackupHeader header = header(first.getHeader());
      try (BackupWriter writer = BackupWriter.begin(target, header)) {
        long written = 0;
        for (var next = incoming.next(); next != null; next = incoming.next()) {
          writer.write(next.getChunk().asReadOnlyByteBuffer());
          written += next.getChunk().size();
          progress.accept(written);
        }
        writer.finish();
      }
      return header;
    } finally {
      incoming.cancel();
    }
  }

  private static BackupHeader header(SaveSnapshotHeader header) throws IOException {
    return new BackupHeader(
        header.getClusterId(),
        header.getNode(),
        header.getCreatedMillis(),
        SnapshotManifest.decode(header.getManifest().asReadOnlyByteBuffer()));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private CommandFailed failed(Throwable thrown) {
    Status status = Status.fromThrowable(thrown);
    Error error = detail(thrown);
    String why =
        error != null
            ? error.getMessage()
            : switch (status.getCode()) {
              case UNAVAILABLE -> "not reachable";
              case DEADLINE_EXCEEDED -> "no answer in time; --timeout gives it more";
              case UNIMPLEMENTED ->
                  "it runs an earlier version, which takes no snapshots on demand";
              default -> status.getCode() + " " + status.getDescription();
            };
    boolean noLeader =
        error != null && (error.hasNotLeader() || error.getCode() == ErrorCode.NO_QUORUM);
    return new CommandFailed(
        noLeader ? ExitCode.NO_QUORUM : ExitCode.ERROR, "snapshot of " + endpoint + ": " + why);
  }

  private static @Nullable Error detail(Throwable thrown) {
    com.google.rpc.Status details = StatusProto.fromThrowable(thrown);
    if (details == null) {
      return null;
    }
    for (Any detail : details.getDetailsList()) {
      if (detail.is(Error.class)) {
        try {
          return detail.unpack(Error.class);
        } catch (InvalidProtocolBufferException e) {
          return null;
        }
      }
    }
    return null;
  }

  /** What comes in, asked for message by message. */
  private final class Incoming
      implements ClientResponseObserver<SaveSnapshotRequest, SaveSnapshotResponse> {
    /** A message, or the end of all. */
    private record Event(@Nullable SaveSnapshotResponse message, @Nullable Throwable failure) {}

    private final ArrayBlockingQueue<Event> events = new ArrayBlockingQueue<>(WINDOW + 2);
    private @Nullable ClientCallStreamObserver<SaveSnapshotRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<SaveSnapshotRequest> started) {
      call = started;
      started.disableAutoRequestWithInitial(WINDOW);
    }

    @Override
    public void onNext(SaveSnapshotResponse message) {
      events.add(new Event(message, null));
    }

    @Override
    public void onError(Throwable failure) {
      events.add(new Event(null, failure));
    }

    @Override
    public void onCompleted() {
      events.add(new Event(null, null));
    }

    /** Null at the end. */
    @Nullable SaveSnapshotResponse next() throws IOException, InterruptedException {
      Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new IOException(endpoint + " sent nothing for " + PATIENCE_SECONDS + " s");
      }
      if (event.failure() != null) {
        throw failed(event.failure());
      }
      if (event.message() != null && call != null) {
        call.request(1);
      }
      return event.message();
    }

    void cancel() {
      if (call != null) {
        call.cancel("done", null);
      }
    }
  }
}
