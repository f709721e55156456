package dev.palisade.client;

import static dev.palisade.proto.kv.Operation.RequestCase.OPEN_SESSION;
import static dev.palisade.proto.kv.Operation.RequestCase.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palisade.proto.kv.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FailoverTest {
  private final FakeStore store = new FakeStore();
  private final FakeNode one = FakeNode.leading(store);
  private final FakeNode two = FakeNode.leading(store);
  private final PalisadeClient client = builder().build();

  private PalisadeClientBuilder builder() {
    return PalisadeClient.builder()
        .endpoints(one.endpoint(), two.endpoint())
        .timeout(Duration.ofSeconds(30))
        .leaderSilence(Duration.ofMillis(200));
  }

  @AfterEach
  void end() {
    client.close();
    one.close();
    two.close();
  }

  private static List<Long> sequences(FakeNode node) {
    return node.received(PUT).stream()
        .map(operation -> FakeStore.onceOf(operation).getSequence())
        .toList();
  }

  @Test
  void aHintLeadsToTheLeader() {
    one.follow(operation -> Scripts.notLeader(operation, two.endpoint(), 7));
    Duration never = Duration.ofMinutes(1);
    try (PalisadeClient patient = builder().leaderSilence(never).connectTimeout(never).build()) {
      patient.put("k", "v");
    }
    assertThat(two.received(PUT)).hasSize(1);
    assertThat(one.statusAsked()).as("nobody is searched for").isZero();
    assertThat(two.statusAsked()).as("the leader may say who the members are").isLessThan(2);
  }

  @Test
  void aClientOutlivesEveryEndpointThatItWasGiven() {
    one.sayMembers(two);
    try (PalisadeClient other = PalisadeClient.builder().endpoints(one.endpoint()).build()) {
      other.put("k", "v");
      await().until(() -> one.statusAsked() > 0);
      other.put("k", "v"); // Its answer comes behind that one.
      one.close();
      other.put("k", "w");
    }
    assertThat(two.received(PUT)).isNotEmpty();
  }

  @Test
  void aHintMayNameANodeThatTheClientWasNotGiven() {
    one.follow(operation -> Scripts.notLeader(operation, two.endpoint(), 7));
    try (PalisadeClient other = PalisadeClient.builder().endpoints(one.endpoint()).build()) {
      other.put("k", "v");
    }
    assertThat(two.received(PUT)).hasSize(1);
  }

  @Test
  void withoutAHintTheNodesAreAskedWhoLeads() {
    one.follow(operation -> Scripts.notLeader(operation, "", 7));
    one.say("follower", 7);
    two.say("leader", 8);
    client.put("k", "v");
    assertThat(two.received(PUT)).hasSize(1);
  }

  @Test
  void theClientWaitsUntilALeaderIsElected() throws Exception {
    one.follow(operation -> Scripts.notLeader(operation, "", 7));
    one.say("follower", 7);
    two.say("candidate", 8);
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("v"));
    await().atMost(Duration.ofSeconds(30)).until(() -> two.statusAsked() >= 2);
    assertThat(put).isNotDone();
    two.say("leader", 8);
    assertThat(put.get(30, TimeUnit.SECONDS).revision()).isEqualTo(2);
  }

  @Test
  void nodesThatBlameEachOtherDoNotMakeTheClientSpin() {
    one.follow(operation -> Scripts.notLeader(operation, two.endpoint(), 7));
    two.follow(operation -> Scripts.notLeader(operation, one.endpoint(), 7));
    one.say("follower", 7);
    two.say("follower", 7);
    assertThatThrownBy(
            () -> client.get("k", ReadOptions.linearizable().withTimeout(Duration.ofSeconds(2))))
        .isInstanceOf(TimedOutException.class)
        .hasCauseInstanceOf(NotLeaderException.class)
        .hasMessageContaining(two.endpoint() + " is follower in term 7");
    assertThat(one.batches().size() + two.batches().size()).isLessThan(20);
  }

  @Test
  void aBrokenStreamSendsMutationsAgainWithTheSameSequence() throws Exception {
    client.put("k0", "v");
    one.follow(operation -> null);
    CompletableFuture<PutResult> first = client.putAsync(Bytes.of("k1"), Bytes.of("v"));
    CompletableFuture<PutResult> second = client.putAsync(Bytes.of("k2"), Bytes.of("v"));
    await().atMost(Duration.ofSeconds(30)).until(() -> one.received(PUT).size() == 3);
    one.follow(store::apply);
    one.say("follower", 1);
    two.say("leader", 2);
    one.breakStreams();
    first.get(30, TimeUnit.SECONDS);
    second.get(30, TimeUnit.SECONDS);
    assertThat(sequences(one)).containsExactly(1L, 2L, 3L);
    assertThat(sequences(two)).containsExactly(2L, 3L);
    assertThat(store.applied()).isEqualTo(3);
    assertThat(store.broken()).isEmpty();
  }

  @Test
  void aMutationThatWasAppliedBeforeTheStreamBrokeGetsItsFirstAnswer() throws Exception {
    client.put("k", "1");
    one.follow(
        operation -> {
          if (Scripts.isPut(operation)) {
            store.apply(operation);
            return null;
          }
          return store.apply(operation);
        });
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("2"));
    await().atMost(Duration.ofSeconds(30)).until(() -> store.applied() == 2);
    one.follow(store::apply);
    one.breakStreams();
    assertThat(put.get(30, TimeUnit.SECONDS).revision()).isEqualTo(3);
    assertThat(store.applied()).as("puts that took effect").isEqualTo(2);
  }

  @Test
  void withoutSessionsABrokenStreamLeavesAMutationUnknownAndSendsReadsAgain() throws Exception {
    try (PalisadeClient plain = builder().exactlyOnce(false).build()) {
      plain.put("k", "v");
      one.follow(operation -> null);
      CompletableFuture<PutResult> put = plain.putAsync(Bytes.of("k"), Bytes.of("w"));
      CompletableFuture<GetResult> get = plain.getAsync(Bytes.of("k"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> one.received(Operation.RequestCase.GET).size() == 1);
      one.follow(store::apply);
      one.breakStreams();
      assertThatThrownBy(() -> put.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UnknownOutcomeException.class)
          .hasMessageContaining("may or may not be applied");
      assertThat(get.get(30, TimeUnit.SECONDS).text()).contains("v");
      assertThat(one.received(PUT)).as("puts sent").hasSize(2);
      assertThat(two.received(PUT)).isEmpty();
      assertThat(one.received(OPEN_SESSION)).isEmpty();
    }
  }

  @Test
  void aSilentLeaderIsLeftForOneWithALaterTerm() throws Exception {
    client.put("k", "1");
    one.fallSilent();
    two.say("leader", 2);
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("2"));
    put.get(30, TimeUnit.SECONDS);
    assertThat(sequences(two)).containsExactly(2L);
  }

  @Test
  void aSlowLeaderIsKept() throws Exception {
    client.put("k", "1");
    one.follow(operation -> null);
    two.say("follower", 1);
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("2"));
    await().atMost(Duration.ofSeconds(30)).until(() -> two.statusAsked() > 0);
    assertThat(put).isNotDone();
    one.send(store.apply(one.received(PUT).get(1)));
    put.get(30, TimeUnit.SECONDS);
    assertThat(one.received(PUT)).as("puts sent").hasSize(2);
    assertThat(two.batches()).isEmpty();
  }

  @Test
  void aNodeThatRefusesConnectionsCostsNothing() throws Exception {
    String refused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused = "127.0.0.1:" + socket.getLocalPort();
    }
    try (PalisadeClient other =
        PalisadeClient.builder().endpoints(refused, two.endpoint()).build()) {
      other.put("k", "v");
    }
    assertThat(two.received(PUT)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]:1", "no-such-host.invalid:7001", "127.0.0.1:1"})
  void aNodeThatCannotBeReachedIsPassedOver(String unreachable) {
    try (PalisadeClient other =
        PalisadeClient.builder().endpoints(unreachable, two.endpoint()).build()) {
      other.put("k", "v");
      assertThatThrownBy(() -> other.status(unreachable))
          .isInstanceOf(NodeFailedException.class)
          .hasMessageContaining("status of " + unreachable)
          .hasMessageNotContaining("\n");
    }
    assertThat(two.received(PUT)).hasSize(1);
  }

  @Test
  void aNodeThatAcceptsAndSaysNothingCostsOneConnectTimeout() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        PalisadeClient other =
            PalisadeClient.builder()
                .endpoints("127.0.0.1:" + mute.getLocalPort(), two.endpoint())
                .connectTimeout(Duration.ofMillis(200))
                .build()) {
      other.putAsync(Bytes.of("k"), Bytes.of("v")).get(30, TimeUnit.SECONDS);
    }
    assertThat(two.received(PUT)).hasSize(1);
  }

  /** What failed before must not hide that the next attempt hangs. */
  @Test
  void aConnectionThatHangsAfterOneThatBrokeIsReplaced() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    List<Socket> mute = new CopyOnWriteArrayList<>();
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        PalisadeClient other =
            PalisadeClient.builder()
                .endpoints("127.0.0.1:" + socket.getLocalPort())
                .timeout(Duration.ofSeconds(30))
                .connectTimeout(Duration.ofMillis(200))
                .build()) {
      Thread accepting =
          new Thread(
              () -> {
                try {
                  socket.accept().close();
                  while (accepted.incrementAndGet() > 0) {
                    mute.add(socket.accept());
                  }
                } catch (IOException closed) {
                  // Which is how it ends.
                }
              });
      accepting.start();
      CompletableFuture<PutResult> put = other.putAsync(Bytes.of("k"), Bytes.of("v"));
      await().atMost(Duration.ofSeconds(20)).until(() -> accepted.get() >= 3);
      assertThat(put).isNotDone();
      socket.close();
      accepting.join();
    } finally {
      for (Socket each : mute) {
        each.close();
      }
    }
  }

  @Test
  void aStaleReadIsAnsweredByAFollowerWhileNobodyLeads() throws Exception {
    one.follow(
        operation ->
            operation.getGet().getConsistency() == dev.palisade.proto.kv.Consistency.STALE
                ? store.apply(operation)
                : Scripts.notLeader(operation, "", 7));
    one.say("follower", 7);
    two.close();
    CompletableFuture<PutResult> put = client.putAsync(Bytes.of("k"), Bytes.of("v"));
    assertThat(client.get("k", ReadOptions.stale()).kv()).isEmpty();
    assertThat(put).isNotDone();
  }
}
