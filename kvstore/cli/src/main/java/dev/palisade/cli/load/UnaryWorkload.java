package dev.palisade.cli.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.UnsafeByteOperations;
import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.nodes.NodeView;
import dev.palisade.cli.nodes.Nodes;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.PutRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One plain unary call for each operation, to the node that leads when the run begins: what any
 * gRPC client in any language can reach without batching.
 */
final class UnaryWorkload implements Workload {
  private final ManagedChannel channel;
  private final KvGrpc.KvFutureStub stub;
  private final long timeoutMillis;

  UnaryWorkload(List<String> endpoints, Duration timeout) throws InterruptedException {
    String leader;
    try (Nodes nodes = new Nodes(endpoints)) {
      leader =
          NodeView.leader(nodes.ask(timeout))
              .map(NodeView::endpoint)
              .orElseThrow(() -> new CommandFailed(ExitCode.NO_QUORUM, "no node leads"));
    }
    timeoutMillis = timeout.toMillis();
    channel =
        Grpc.newChannelBuilder(leader, InsecureChannelCredentials.create())
            .executor(MoreExecutors.directExecutor()) // Completions only start the next call.
            .build();
    stub = KvGrpc.newFutureStub(channel);
  }

  @Override
  public CompletionStage<?> put(byte[] key, byte[] value) {
    return completable(
        stub.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS)
            .put(
                PutRequest.newBuilder()
                    .setKey(UnsafeByteOperations.unsafeWrap(key))
                    .setValue(UnsafeByteOperations.unsafeWrap(value))
                    .build()));
  }

  @Override
  public CompletionStage<?> get(byte[] key) {
    return completable(
        stub.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS)
            .get(GetRequest.newBuilder().setKey(UnsafeByteOperations.unsafeWrap(key)).build()));
  }

  private static <T> CompletionStage<T> completable(ListenableFuture<T> call) {
    CompletableFuture<T> completable = new CompletableFuture<>();
    Futures.addCallback(
        call,
        new FutureCallback<T>() {
          @Override
          public void onSuccess(T result) {
            completable.complete(result);
          }

          @Override
          public void onFailure(Throwable failure) {
            completable.completeExceptionally(failure);
          }
        },
        MoreExecutors.directExecutor());
    return completable;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
