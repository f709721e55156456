package dev.palisade.kv.server;

import dev.palisade.proto.kv.Result;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The answer of one unary call: the result's message, or its error as a status. Its bytes are held
 * until the call is over.
 */
final class UnaryReply<T> implements Reply {
  private final ServerCallStreamObserver<T> observer;
  private final Function<Result, T> response;
  private final Answering answering;
  private final ClientConnection connection = ClientConnection.current();
  private final AtomicLong heldBytes = new AtomicLong();

  UnaryReply(StreamObserver<T> observer, Function<Result, T> response, Answering answering) {
    this.observer = (ServerCallStreamObserver<T>) observer;
    this.response = response;
    this.answering = answering;
    this.observer.setOnCancelHandler(this::release);
    this.observer.setOnCloseHandler(this::release);
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
    heldBytes.addAndGet(bytes);
    answering.memory().hold(connection, bytes);
    answering.loop().add(() -> send(result));
  }

  private void send(Result result) {
    if (observer.isCancelled()) {
      release();
    } else if (result.hasError()) {
      observer.onError(WireErrors.exception(result.getError()));
    } else {
      observer.onNext(response.apply(result));
      observer.onCompleted();
    }
  }

  private void release() {
    answering.memory().release(connection, heldBytes.getAndSet(0));
  }
}
