package dev.palisade.kv.server;

import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.ResultBatch;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;

/**
 * The results of one client's stream. They gather until a turn ends, and go out in as few messages
 * as the stream takes. While too many operations of the stream are unanswered, or too many bytes of
 * results wait for a client that does not read, no more is asked of the client. Thread-safe.
 *
 * <p>T1: the stream is spoken to by its connection's thread only, and not after its end. T2: {@code
 * unanswered} counts operations that were taken and whose results were not sent. T3: what is held
 * in the answers' memory are the waiting results and those that the transport has not taken.
 */
final class StreamReply implements Reply {
  private static final int MAX_BATCH_RESULTS = 1_024;
  private static final int MAX_BATCH_BYTES = 256 << 10;
  private static final int MAX_UNANSWERED = 8_192;

  /** While this much waits for the client, nothing more is asked of it. */
  private static final long MAX_WAITING_BYTES = 1 << 20;

  private final ServerCallStreamObserver<ResultBatch> stream;
  private final Answering answering;
  private final ClientConnection connection = ClientConnection.current();
  private final ArrayDeque<Result> results = new ArrayDeque<>();
  private long waitingBytes;
  private long sentBytes;
  private boolean queuedForFlush;
  private boolean clientDone;
  private boolean closed;
  private boolean paused;
  private int unanswered;

  StreamReply(ServerCallStreamObserver<ResultBatch> stream, Answering answering) {
    this.stream = stream;
    this.answering = answering;
    stream.disableAutoRequest();
    stream.setOnReadyHandler(this::flush);
    stream.setOnCancelHandler(this::end);
    stream.setOnCloseHandler(this::end);
    stream.request(1);
  }

  /** Counts what the batch brings, unless the stream has ended; {@link #taken} follows. */
  synchronized boolean received(OperationBatch batch) {
    if (!closed) {
      unanswered += batch.getOperationsCount();
    }
    return !closed;
  }

  /** Asks for more, unless too much waits. */
  synchronized void taken() {
    if (closed) {
      return;
    }
    if (mayAsk()) {
      stream.request(1);
    } else {
      paused = true;
    }
  }

  private boolean mayAsk() {
    return unanswered < MAX_UNANSWERED && waitingBytes + sentBytes < MAX_WAITING_BYTES;
  }

  @Override
  public boolean hasRoom(boolean isSmall) {
    return answering.memory().hasRoom(connection, isSmall);
  }

  @Override
  public ClientConnection connection() {
    return connection;
  }

  @Override
  public void add(Result result) {
    long bytes = result.getSerializedSize();
    synchronized (this) {
      if (closed) {
        return;
      }
      results.addLast(result);
      waitingBytes += bytes;
      answering.memory().hold(connection, bytes);
      if (queuedForFlush) {
        return;
      }
      queuedForFlush = true;
    }
    answering.loop().add(this::flush);
  }

  /** Sends what has gathered, as far as the stream takes it. Keeps T1. */
  private synchronized void flush() {
    queuedForFlush = false;
    while (!closed && stream.isReady()) {
      // It is ready again: what was sent before has left.
      answering.memory().release(connection, sentBytes);
      sentBytes = 0;
      if (results.isEmpty()) {
        break;
      }
      stream.onNext(nextBatch());
    }
    if (paused && !closed && mayAsk()) {
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

  /** Ends the stream for what the client did; what is unanswered gets no answer. */
  synchronized void fail(Status status) {
    if (!closed) {
      end();
      stream.onError(status.asRuntimeException());
    }
  }

  private ResultBatch nextBatch() {
    ResultBatch.Builder batch = ResultBatch.newBuilder();
    long bytes = 0;
    while (!results.isEmpty()
        && batch.getResultsCount() < MAX_BATCH_RESULTS
        && bytes < MAX_BATCH_BYTES) {
      Result result = results.removeFirst();
      bytes += result.getSerializedSize();
      batch.addResults(result);
    }
    unanswered -= batch.getResultsCount();
    waitingBytes -= bytes;
    sentBytes += bytes;
    return batch.build();
  }

  private void completeIfAllIsAnswered() {
    if (clientDone && unanswered == 0 && !closed) {
      closed = true; // What was sent is held until the stream is closed for the transport too.
      stream.onCompleted();
    }
  }

  /** Nothing of this stream is held any longer. Keeps T3. */
  private synchronized void end() {
    closed = true;
    answering.memory().release(connection, waitingBytes + sentBytes);
    waitingBytes = 0;
    sentBytes = 0;
    results.clear();
  }
}
