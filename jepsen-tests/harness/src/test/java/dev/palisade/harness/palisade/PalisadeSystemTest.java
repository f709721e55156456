package dev.palisade.harness.palisade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.net.Address;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PalisadeSystemTest {
  private static final long CLUSTER = 7;
  private static final int QUESTIONS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicInteger answered = new AtomicInteger();

  private final Server server;
  private final NodePlan plan;

  PalisadeSystemTest() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(new LeadingNode())
            .build()
            .start();
    Address here = new Address("127.0.0.1", server.getPort());
    plan = new NodePlan(1, 0, Path.of("n1"), here, here, Map.of(), Optional.empty());
  }

  private final class LeadingNode extends NodeGrpc.NodeImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
      observer.onNext(
          StatusResponse.newBuilder()
              .setNode(1)
              .setClusterId(CLUSTER)
              .setRole("leader")
              .setTerm(3)
              .setLeader(1)
              .build());
      observer.onCompleted();
      answered.incrementAndGet();
    }
  }

  @AfterEach
  void close() {
    server.shutdownNow();
  }

  @Test
  void aNodeOfItsClusterIsReady() {
    try (PalisadeSystem own = new PalisadeSystem(List.of("server"), CLUSTER, Map.of())) {
      await("it answers in time").atMost(PATIENCE).until(() -> own.ready(plan));
    }
  }

  @Test
  void aNodeOfAnotherRunAtTheSamePortIsNotTakenForItsOwn() {
    try (PalisadeSystem other = new PalisadeSystem(List.of("server"), CLUSTER + 1, Map.of())) {
      await("it was asked, the last times over an open connection")
          .atMost(PATIENCE)
          .until(
              () -> {
                assertThat(other.observe(plan).reachable()).isFalse();
                return answered.get() >= QUESTIONS;
              });
      assertThat(other.ready(plan)).isFalse();
    }
  }
}
