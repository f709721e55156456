package dev.palisade.kv.server;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The answer of a call, given by whatever thread: it is handed over to the thread that speaks to
 * clients, so that what goes wrong with the call disturbs nothing else. Thread-safe.
 */
final class LoopObserver<T> implements StreamObserver<T> {
  private final ServerCallStreamObserver<T> caller;
  private final ClientLoop loop;

  /** Must be made before the call's method returns. */
  LoopObserver(StreamObserver<T> caller, ClientLoop loop) {
    this.caller = (ServerCallStreamObserver<T>) caller;
    this.loop = loop;
    this.caller.setOnCancelHandler(() -> {}); // A caller that is gone by then is not an error.
  }

  boolean isCancelled() {
    return caller.isCancelled();
  }

  @Override
  public void onNext(T response) {
    loop.run(() -> caller.onNext(response));
  }

  @Override
  public void onError(Throwable error) {
    loop.run(() -> caller.onError(error));
  }

  @Override
  public void onCompleted() {
    loop.run(caller::onCompleted);
  }

  /** The only response. */
  void answer(T response) {
    loop.run(
        () -> {
          caller.onNext(response);
          caller.onCompleted();
        });
  }
}
