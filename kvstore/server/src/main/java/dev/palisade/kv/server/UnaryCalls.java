package dev.palisade.kv.server;

import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Sends unary calls the way of the operations of a stream. */
final class UnaryCalls {
  private final Operations operations;
  private final Answering answering;

  UnaryCalls(Operations operations, Answering answering) {
    this.operations = operations;
    this.answering = answering;
  }

  <T> void run(
      Operation.Builder operation, StreamObserver<T> observer, Function<Result, T> response) {
    operation.setTimeoutMillis(remainingMillis());
    operations.submit(List.of(operation.build()), new UnaryReply<>(observer, response, answering));
    answering.loop().run();
  }

  /** The caller's deadline; 0, for the default, when it gave none. */
  private static int remainingMillis() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return 0;
    }
    long millis = deadline.timeRemaining(TimeUnit.MILLISECONDS);
    return (int) Math.clamp(millis, 1, Integer.MAX_VALUE);
  }
}
