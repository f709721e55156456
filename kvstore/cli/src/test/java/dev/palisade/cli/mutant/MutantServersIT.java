package dev.palisade.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palisade.checker.Linearizability;
import dev.palisade.checker.Verdict;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.model.FencedRegister;
import dev.palisade.client.FenceToken;
import dev.palisade.client.PalisadeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes without a safety mechanism do what the mechanism prevents, and beside each the
 * unchanged servers do not. Run by {@code scripts/chaos-mutants}.
 */
@EnabledIfSystemProperty(
    named = "palisade.mutants",
    matches = "true",
    disabledReason = "takes more than a minute; run scripts/chaos-mutants")
@Timeout(400)
class MutantServersIT {
  /** Several election timeouts. */
  private static final Duration LONG = Duration.ofSeconds(5);

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void launchTheOriginalAgain() {
    System.setProperty(MutantHome.PROPERTY, MutantHome.original().toString());
  }

  @Test
  void withoutTheCheckOfTokensAStaleWriteLands() throws Exception {
    assertThat(fencedHistory()).isInstanceOf(Verdict.Linearizable.class);
    launch("lower-token-accepted");
    assertThat(fencedHistory()).isInstanceOf(Verdict.Violation.class);
  }

  @Test
  void withoutCheckQuorumALeaderStaysOneThoughAllOthersAreGone() throws Exception {
    try (Trio trio = new Trio()) {
      trio.killAllBut(trio.leader);
      await().atMost(LONG).until(() -> !trio.status(trio.leader).leads());
    }
    launch("check-quorum-off");
    try (Trio trio = new Trio()) {
      trio.killAllBut(trio.leader);
      await()
          .during(LONG)
          .atMost(LONG.plusSeconds(2))
          .until(() -> trio.status(trio.leader).leads());
    }
  }

  @Test
  void withoutPreVoteANodeAloneBeginsTermAfterTerm() throws Exception {
    try (Trio trio = new Trio()) {
      trio.killAllBut(trio.follower());
      long term = trio.status(trio.follower()).term();
      await()
          .during(LONG)
          .atMost(LONG.plusSeconds(2))
          .until(() -> trio.status(trio.follower()).term() == term);
    }
    launch("pre-vote-off");
    try (Trio trio = new Trio()) {
      trio.killAllBut(trio.follower());
      long term = trio.status(trio.follower()).term();
      await().atMost(LONG).until(() -> trio.status(trio.follower()).term() > term + 2);
    }
  }

  @Test
  void withoutReadIndexALeaderThatLostItsQuorumAnswersReads() throws Exception {
    try (Trio trio = new Trio()) {
      trio.client.put("a", "1");
      trio.killAllBut(trio.leader);
      assertThatThrownBy(() -> trio.client.get("a")).isInstanceOf(PalisadeException.class);
    }
    launch("check-quorum-off", "local-leader-reads");
    try (Trio trio = new Trio()) {
      trio.client.put("a", "1");
      trio.killAllBut(trio.leader);
      assertThat(trio.client.get("a").text()).contains("1");
    }
  }

  @Test
  void withoutSessionsARepeatedPutTakesEffectTwice() throws Exception {
    try (Trio trio = new Trio()) {
      assertThat(trio.revisionsBetweenAPutAndItsRepeat()).isZero();
    }
    launch("session-replay-answers-anew");
    try (Trio trio = new Trio()) {
      assertThat(trio.revisionsBetweenAPutAndItsRepeat()).isEqualTo(1);
    }
  }

  /** Two grants, a write under the second token, and one under the first. */
  private Verdict fencedHistory() throws Exception {
    List<Op> ops = new ArrayList<>();
    try (Trio trio = new Trio()) {
      FenceToken stale = trio.client.fences().grant("f", "worker-a");
      FenceToken live = trio.client.fences().grant("f", "worker-b");
      trio.write(ops, live, "new");
      trio.write(ops, stale, "old");
      ops.add(Op.of(0, OpType.INVOKE, "read", null));
      String value = trio.client.get("guarded").text().orElseThrow();
      List<Object> answer = new ArrayList<>(List.of(value));
      answer.add(null);
      answer.add(null);
      ops.add(Op.of(0, OpType.OK, "read", answer));
    }
    return Linearizability.of(new FencedRegister()).check(History.of(ops));
  }

  /** From now on, servers lack the mechanisms that these mutants take out. */
  private void launch(String... names) throws IOException {
    Path home = MutantHome.of(Mutants.named(names), folder.resolve("home"));
    System.setProperty(MutantHome.PROPERTY, home.toString());
  }
}
