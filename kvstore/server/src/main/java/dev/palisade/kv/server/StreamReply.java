package dev.palisade.kv.server;

import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.ResultBatch;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;

/**
 * The results of one client's stream. They gather until a turn ends, and go out in as few messages
 * as the stream takes. While too many operations of the stream are unanswered, or too many results
 * wait for a client that does not read, no more is asked of the client. Thread-safe.
 */
final class StreamReply implements Reply {
  private static final int MAX_BATCH_RESULTS = 1_024;
  private static final int MAX_BATCH_BYTES = 4 << 20;
  private static final int MAX_UNANSWERED = 8_192;

  private final ServerCallStreamObserver<ResultBatch> stream;
  private final Flushes flushes;
  private final ArrayDeque<Result> results = new ArrayDeque<>();
  private boolean queuedForFlush;
  private boolean clientDone;
  private boolean closed;
  private boolean paused;

  /** Operations taken and not sent an answer yet, those in {@link #results} included. */
  private int unanswered;

  StreamReply(ServerCallStreamObserver<ResultBatch> stream, Flushes flushes) {
    this.stream = stream;
    this.flushes = flushes;
    stream.disableAutoRequest();
    stream.setOnReadyHandler(this::flush);
    stream.setOnCancelHandler(this::cancelled);
    stream.request(1);
  }

  /** Counts what the batch brings; {@link #taken} follows when it was taken. */
  synchronized void received(OperationBatch batch) {
    unanswered += batch.getOperationsCount();
  }

  /** Asks for more, unless too much waits. */
  synchronized void taken() {
    if (unanswered < MAX_UNANSWERED) {
      stream.request(1);
    } else {
      paused = true;
    }
  }

  @Override
  public void add(Result result) {
    synchronized (this) {
      results.addLast(result);
      if (queuedForFlush) {
        return;
      }
      queuedForFlush = true;
    }
    flushes.add(this);
  }

  /** Sends what has gathered, as far as the stream takes it. */
  synchronized void flush() {
    queuedForFlush = false;
    while (!closed && !results.isEmpty() && stream.isReady()) {
      stream.onNext(nextBatch());
    }
    if (paused && unanswered < MAX_UNANSWERED && !closed) {
      paused = false;
      stream.request(1);
    }
    completeIfAllIsAnswered();
  }

  /** The client sends no more; what is unanswered still gets its answers. */
  synchronized void clientDone() {
    clientDone = true;
    completeIfAllIsAnswered();
  }

  private ResultBatch nextBatch() {
    ResultBatch.Builder batch = ResultBatch.newBuilder();
    int bytes = 0;
    while (!results.isEmpty()
        && batch.getResultsCount() < MAX_BATCH_RESULTS
        && bytes < MAX_BATCH_BYTES) {
      Result result = results.removeFirst();
      bytes += result.getSerializedSize();
      batch.addResults(result);
    }
    unanswered -= batch.getResultsCount();
    return batch.build();
  }

  private void completeIfAllIsAnswered() {
    if (clientDone && unanswered == 0 && !closed) {
      closed = true;
      stream.onCompleted();
    }
  }

  private synchronized void cancelled() {
    closed = true;
    results.clear();
  }
}
