package dev.palisade.harness.hostile;

import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;

/** A stream of operations. */
final class OpenStreams {
  /** A stream that was begun. */
  record Stream(ClientCall<byte[], Long> call, CountDownLatch ended) {
    /** Sends a batch, unless the stream has ended. */
    void send(OperationBatch batch) {
      if (ended.getCount() > 0) {
        call.sendMessage(batch.toByteArray());
      }
    }

    /** Nothing more is sent. */
    void halfClose() {
      if (ended.getCount() > 0) {
        call.halfClose();
      }
    }
  }

  private OpenStreams() {}

  /**
   * Begins one.
   *
   * @param answers how many messages are taken; 0 for a client that never reads
   */
  static Stream begin(ManagedChannel channel, int answers) {
    ClientCall<byte[], Long> call =
        channel.newCall(Discarding.of(KvGrpc.getExecuteMethod()), CallOptions.DEFAULT);
    CountDownLatch ended = new CountDownLatch(1);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.countDown();
          }
        },
        new Metadata());
    if (answers > 0) {
      call.request(answers);
    }
    return new Stream(call, ended);
  }

  /** A batch of operations, numbered from 1. */
  static OperationBatch batch(int operations, IntFunction<Operation.Builder> made) {
    OperationBatch.Builder batch = OperationBatch.newBuilder();
    for (int i = 0; i < operations; i++) {
      batch.addOperations(made.apply(i).setId(i + 1L).setTimeoutMillis(5_000));
    }
    return batch.build();
  }
}
