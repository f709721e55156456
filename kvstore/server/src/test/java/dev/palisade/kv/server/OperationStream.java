package dev.palisade.kv.server;

import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.ResultBatch;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One client's stream of operations, each with a future. */
final class OperationStream implements StreamObserver<ResultBatch>, AutoCloseable {
  private final Map<Long, CompletableFuture<Result>> waiting = new ConcurrentHashMap<>();
  private final StreamObserver<OperationBatch> requests;

  OperationStream(Channel channel) {
    requests = KvGrpc.newStub(channel).execute(this);
  }

  Result run(Operation.Builder operation) throws Exception {
    CompletableFuture<Result> result = new CompletableFuture<>();
    long id = waiting.size() + 1L;
    waiting.put(id, result);
    requests.onNext(OperationBatch.newBuilder().addOperations(operation.setId(id)).build());
    return result.get(5, TimeUnit.SECONDS);
  }

  /** Sends all in one batch; the results in the same order. */
  List<Result> runAll(List<Operation.Builder> operations) throws Exception {
    OperationBatch.Builder batch = OperationBatch.newBuilder();
    long first = waiting.size() + 1L;
    for (int i = 0; i < operations.size(); i++) {
      waiting.put(first + i, new CompletableFuture<>());
      batch.addOperations(operations.get(i).setId(first + i));
    }
    requests.onNext(batch.build());
    List<Result> results = new java.util.ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      results.add(future(first + i).get(5, TimeUnit.SECONDS));
    }
    return results;
  }

  @Override
  public void onNext(ResultBatch batch) {
    batch.getResultsList().forEach(result -> future(result.getId()).complete(result));
  }

  @Override
  public void onError(Throwable error) {
    waiting.values().forEach(result -> result.completeExceptionally(error));
  }

  @Override
  public void onCompleted() {
    onError(new IllegalStateException("the server ended the stream"));
  }

  @Override
  public void close() {
    requests.onCompleted();
  }

  private CompletableFuture<Result> future(long id) {
    CompletableFuture<Result> result = waiting.get(id);
    if (result == null) {
      throw new IllegalStateException("a result for the unknown operation " + id);
    }
    return result;
  }
}
