package dev.palisade.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AcknowledgementTest {
  private final FakeStore store = new FakeStore();
  private final FakeNode node = FakeNode.leading(store);
  private final List<Acknowledgement> told = new CopyOnWriteArrayList<>();
  private final PalisadeClient client =
      PalisadeClient.builder()
          .endpoints(node.endpoint())
          .timeout(Duration.ofSeconds(30))
          .onAcknowledgement(told::add)
          .build();

  @AfterEach
  void end() {
    client.close();
    node.close();
  }

  private Result answerOf(int nodeId, long term, Operation operation) {
    return store.apply(operation).toBuilder().setNode(nodeId).setTerm(term).build();
  }

  @Test
  void theListenerHearsWhoAcknowledgedEachCallBeforeItEnds() {
    node.follow(operation -> answerOf(3, 7, operation));
    client.put("k", "v");
    assertThat(told).containsExactly(new Acknowledgement(3, 7));
    node.follow(operation -> answerOf(1, 8, operation));
    client.get("k");
    assertThat(told).containsExactly(new Acknowledgement(3, 7), new Acknowledgement(1, 8));
  }

  @Test
  void ofAServerThatDoesNotSayNothingIsTold() {
    client.put("k", "v");
    assertThat(client.get("k").text()).contains("v");
    assertThat(told).isEmpty();
  }

  @Test
  void aCallEndsAlsoWhenTheListenerFails() {
    try (PalisadeClient failing =
        PalisadeClient.builder()
            .endpoints(node.endpoint())
            .timeout(Duration.ofSeconds(30))
            .callbackExecutor(CompletableFuture::runAsync)
            .onAcknowledgement(
                acknowledgement -> {
                  throw new IllegalStateException("a bug in " + acknowledgement);
                })
            .build()) {
      node.follow(operation -> answerOf(3, 7, operation));
      assertThat(failing.put("k", "v").revision()).isPositive();
    }
  }
}
