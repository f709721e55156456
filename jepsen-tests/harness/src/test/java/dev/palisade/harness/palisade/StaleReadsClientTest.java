package dev.palisade.harness.palisade;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.palisade.checker.history.OpType;
import dev.palisade.client.PalisadeClient;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.StillSystem;
import dev.palisade.harness.net.Address;
import dev.palisade.harness.net.NetKind;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.KeyValue;
import dev.palisade.proto.kv.KvGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleReadsClientTest {
  private static final Operation READ = new Operation("stale-read", 1L, 0L);

  private static final long PATIENCE_MILLIS = 20_000;

  @TempDir private Path folder = Path.of("");

  /** A channel that has failed answers with that failure until it has tried again by itself. */
  @Test
  void aNodeThatCameBackIsReadWhenItIsNextAsked() throws Exception {
    ClusterShape shape = new ClusterShape(1, NetKind.PROXY, folder, Set.of(), 1);
    try (Cluster cluster = Cluster.start(new StillSystem(1), shape)) {
      Address address = cluster.clientAddress(1);
      StaleReadsClient client =
          new StaleReadsClient(
              PalisadeClient.builder().endpoints(address.toString()).build(),
              cluster,
              PATIENCE_MILLIS);
      try {
        assertThat(client.invoke(READ).type()).isEqualTo(OpType.FAIL);
        Server server =
            NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
                .addService(new OneValue())
                .build()
                .start();
        try {
          Completion read = client.invoke(READ);
          assertThat(read.type()).as(read.toString()).isEqualTo(OpType.OK);
          assertThat(read.value()).isEqualTo(5L);
        } finally {
          server.shutdownNow().awaitTermination();
        }
      } finally {
        client.close();
      }
    }
  }

  private static final class OneValue extends KvGrpc.KvImplBase {
    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
      observer.onNext(
          GetResponse.newBuilder()
              .setKv(KeyValue.newBuilder().setValue(ByteString.copyFromUtf8("5")))
              .setStale(true)
              .build());
      observer.onCompleted();
    }
  }
}
