package dev.palisade.cli.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.local.FreePorts;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A channel that has failed answers with that failure until it has tried again by itself. */
  @Test
  void aNodeThatCameBackIsSeenWhenItIsNextAsked() throws Exception {
    int port = FreePorts.choose(1, new SplittableRandom(System.nanoTime())).getFirst();
    String endpoint = "127.0.0.1:" + port;
    try (Nodes nodes = new Nodes(List.of(endpoint))) {
      NodeView down = nodes.ask(PATIENCE).getFirst();
      assertThat(down.status()).isEmpty();
      assertThat(down.problem()).isEqualTo("not reachable");
      Server server =
          Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
              .addService(new Leading())
              .build()
              .start();
      try {
        NodeView up = nodes.ask(PATIENCE).getFirst();
        assertThat(up.leads()).as(up.problem()).isTrue();
      } finally {
        server.shutdownNow().awaitTermination();
      }
    }
  }

  private static final class Leading extends NodeGrpc.NodeImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
      observer.onNext(StatusResponse.newBuilder().setRole("leader").setTerm(1).build());
      observer.onCompleted();
    }
  }
}
