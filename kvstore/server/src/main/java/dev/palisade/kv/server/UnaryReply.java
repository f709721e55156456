package dev.palisade.kv.server;

import dev.palisade.proto.kv.Result;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** The answer of one unary call: the result's message, or its error as a status. */
final class UnaryReply<T> implements Reply {
  private final StreamObserver<T> observer;
  private final Function<Result, T> response;

  UnaryReply(StreamObserver<T> observer, Function<Result, T> response) {
    this.observer = observer;
    this.response = response;
    // A cancelled call must not fail whoever answers it.
    ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(() -> {});
  }

  @Override
  public void add(Result result) {
    if (result.hasError()) {
      observer.onError(WireErrors.exception(result.getError()));
      return;
    }
    observer.onNext(response.apply(result));
    observer.onCompleted();
  }
}
