package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.RangeRequest;
import dev.palisade.proto.kv.ResultBatch;
import dev.palisade.raft.NodeId;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one client does wrong ends its own calls, and disturbs no actor and nobody else. */
@Timeout(60)
class HostileClientsTest {
  private static final int VALUE_BYTES = 1 << 19;

  @TempDir Path directory;

  private ServerCluster cluster(String maxAnswerBytes) throws IOException {
    return new ServerCluster(directory, Map.of("max-answer-bytes", maxAnswerBytes));
  }

  @Test
  void aBatchBeyondTheLimitEndsItsStreamWhileEarlierOnesAreAnswered() throws Exception {
    try (ServerCluster cluster = cluster("33554432")) {
      NodeId leader = cluster.leader();
      for (int round = 0; round < 20; round++) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        StreamObserver<OperationBatch> requests =
            KvGrpc.newStub(cluster.channel(leader)).execute(endOf(end));
        requests.onNext(puts(1_000));
        requests.onNext(puts(1_025));
        requests.onNext(puts(10));
        Status status = end.get(10, TimeUnit.SECONDS);
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("1,025 operations exceeds 1,024");
      }
      put(cluster, leader, "after", 1);
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void answersBeyondTheMemoryAreRefusedAndTheMemoryIsGivenBack() throws Exception {
    try (ServerCluster cluster = cluster("4194304")) {
      NodeId leader = cluster.leader();
      put(cluster, leader, "large", VALUE_BYTES);
      AtomicInteger answered = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      CountDownLatch ended = new CountDownLatch(200);
      for (int i = 0; i < 200; i++) {
        KvGrpc.newStub(cluster.channel(leader))
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .get(
                GetRequest.newBuilder().setKey(copyFromUtf8("large")).build(),
                counting(answered, refused, ended));
      }
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(answered.get()).isPositive();
      assertThat(answered.get() + refused.get()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        assertThat(get(cluster, leader, "large").getKv().getValue().size()).isEqualTo(VALUE_BYTES);
      }
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void aClientThatNeverReadsCostsNobodyElseAnything() throws Exception {
    try (ServerCluster cluster = cluster("8388608")) {
      NodeId leader = cluster.leader();
      put(cluster, leader, "large", VALUE_BYTES);
      put(cluster, leader, "small", 10);
      ManagedChannel deaf =
          NettyChannelBuilder.forTarget("dns:///" + cluster.channel(leader).authority())
              .usePlaintext()
              .build();
      try {
        ClientCall<OperationBatch, ResultBatch> call =
            deaf.newCall(KvGrpc.getExecuteMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        for (int i = 0; i < 50; i++) {
          call.sendMessage(ranges(20));
        }
        for (int i = 0; i < 50; i++) {
          put(cluster, leader, "small", 10);
          assertThat(get(cluster, leader, "small").getKv().getValue().size()).isEqualTo(10);
        }
      } finally {
        deaf.shutdownNow();
      }
      assertThat(get(cluster, leader, "large").getKv().getValue().size()).isEqualTo(VALUE_BYTES);
      assertThat(cluster.halts).isEmpty();
    }
  }

  @Test
  void aRequestThatCannotBeReadIsInvalid() throws Exception {
    try (ServerCluster cluster = cluster("33554432")) {
      MethodDescriptor<byte[], byte[]> put =
          MethodDescriptor.<byte[], byte[]>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(KvGrpc.getPutMethod().getFullMethodName())
              .setRequestMarshaller(new Bytes())
              .setResponseMarshaller(new Bytes())
              .build();
      for (byte[] garbage : List.of(new byte[] {0x0a, 0x7f}, new byte[] {-1, -1, -1})) {
        StatusRuntimeException refused =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () ->
                    ClientCalls.blockingUnaryCall(
                        cluster.channel(cluster.leader()),
                        put,
                        CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS),
                        garbage));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refused.getStatus().getDescription()).contains("palisade.kv.v1.Kv/Put");
      }
    }
  }

  private static void put(ServerCluster cluster, NodeId leader, String key, int bytes) {
    cluster
        .kv(leader)
        .put(
            PutRequest.newBuilder()
                .setKey(copyFromUtf8(key))
                .setValue(ByteString.copyFrom(new byte[bytes]))
                .build());
  }

  private static GetResponse get(ServerCluster cluster, NodeId leader, String key) {
    return cluster.kv(leader).get(GetRequest.newBuilder().setKey(copyFromUtf8(key)).build());
  }

  private static OperationBatch puts(int count) {
    OperationBatch.Builder batch = OperationBatch.newBuilder();
    for (int i = 0; i < count; i++) {
      batch.addOperations(
          Operation.newBuilder()
              .setId(i)
              .setPut(PutRequest.newBuilder().setKey(copyFromUtf8("k" + i % 10))));
    }
    return batch.build();
  }

  private static OperationBatch ranges(int count) {
    OperationBatch.Builder batch = OperationBatch.newBuilder();
    for (int i = 0; i < count; i++) {
      batch.addOperations(
          Operation.newBuilder()
              .setId(i)
              .setRange(RangeRequest.newBuilder().setRangeEnd(ByteString.copyFrom(new byte[1]))));
    }
    return batch.build();
  }

  private static StreamObserver<ResultBatch> endOf(CompletableFuture<Status> end) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ResultBatch results) {}

      @Override
      public void onError(Throwable error) {
        end.complete(Status.fromThrowable(error));
      }

      @Override
      public void onCompleted() {
        end.complete(Status.OK);
      }
    };
  }

  private static StreamObserver<GetResponse> counting(
      AtomicInteger answered, AtomicInteger refused, CountDownLatch ended) {
    return new StreamObserver<>() {
      @Override
      public void onNext(GetResponse response) {
        answered.incrementAndGet();
      }

      @Override
      public void onError(Throwable error) {
        if (Status.fromThrowable(error).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
          refused.incrementAndGet();
        }
        ended.countDown();
      }

      @Override
      public void onCompleted() {
        ended.countDown();
      }
    };
  }

  /** Messages as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
