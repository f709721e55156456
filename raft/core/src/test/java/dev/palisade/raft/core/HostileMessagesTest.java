package dev.palisade.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers say that are broken, or are not those that they say they are. */
class HostileMessagesTest {
  private static final NodeId ONE = new NodeId(1);
  private static final NodeId TWO = new NodeId(2);
  private static final NodeId THREE = new NodeId(3);
  private static final NodeId STRANGER = new NodeId(99);
  private static final Membership MEMBERSHIP = Membership.ofVoters(List.of(ONE, TWO, THREE));
  private static final long[] ABSURD = {
    -1, Long.MIN_VALUE, 1L << 40, 1L << 60, Long.MAX_VALUE - 1, Long.MAX_VALUE
  };

  /** Three replicas, of which the first leads, and whose messages arrive at once. */
  private static final class Cluster {
    private final TreeMap<NodeId, TestReplica> replicas = new TreeMap<>();
    private final ArrayDeque<Runnable> flying = new ArrayDeque<>();
    private long nowNanos;

    Cluster() {
      for (NodeId id : MEMBERSHIP.members()) {
        CoreConfig config = CoreConfig.ofDefaults(id, 8);
        TestReplica replica = TestReplica.withLog(config, MEMBERSHIP, new long[0], 0, id.value());
        replicas.put(id, replica);
        step(id, new Event.Started());
      }
      nowNanos = replica(ONE).deadlineNanos();
      step(ONE, new Event.TimePassed());
      step(ONE, new Event.Proposed(new int[] {16, 16, 16}));
      assertThat(replica(ONE).status().commitIndex()).isEqualTo(4);
    }

    TestReplica replica(NodeId id) {
      return java.util.Objects.requireNonNull(replicas.get(id));
    }

    List<Effect> step(NodeId id, Event event) {
      List<Effect> effects = new ArrayList<>(one(id, event));
      while (!flying.isEmpty()) {
        flying.removeFirst().run();
      }
      return effects;
    }

    private List<Effect> one(NodeId id, Event event) {
      TestReplica replica = replica(id);
      List<Effect> effects = new ArrayList<>(replica.step(event, nowNanos));
      while (replica.hasUnsynced()) {
        effects.addAll(replica.sync(replica.unsyncedCount(), nowNanos));
      }
      for (Effect effect : effects) {
        if (effect instanceof Effect.Send(var to, var message) && replicas.containsKey(to)) {
          flying.add(() -> one(to, new Event.Received(id, message)));
        }
      }
      return effects;
    }

    void pass(long nanos) {
      nowNanos += nanos;
      for (NodeId id : replicas.keySet()) {
        if (replica(id).deadlineNanos() <= nowNanos) {
          step(id, new Event.TimePassed());
        }
      }
    }
  }

  static Stream<Message> absurdMessages() {
    return LongStream.of(ABSURD).boxed().flatMap(HostileMessagesTest::withNumber);
  }

  /** Each field of each message in turn. */
  private static Stream<Message> withNumber(long x) {
    EntryId fine = new EntryId(4, 1);
    long large = x < 0 ? 1L << 50 : x; // There are no negative ids.
    EntryId index = new EntryId(large, 1);
    EntryId term = new EntryId(4, large);
    EntryIds none = EntryIds.none(5);
    return Stream.of(
        new Message.PreVote(x, fine),
        new Message.PreVote(2, term),
        new Message.PreVoteReply(x, false),
        new Message.Vote(x, fine, true),
        new Message.Vote(2, term, true),
        new Message.VoteReply(x, true),
        new Message.Append(x, fine, none, 0),
        new Message.Append(1, index, none, 0),
        new Message.Append(1, term, none, 0),
        new Message.AppendReply(x, 4),
        new Message.AppendReply(1, x),
        new Message.AppendRefused(x, fine, EntryId.ZERO),
        new Message.AppendRefused(1, fine, index),
        new Message.AppendRefused(1, fine, term),
        new Message.AppendRefused(1, fine, fine),
        new Message.Heartbeat(x, 0, 1),
        new Message.Heartbeat(1, x, 1),
        new Message.HeartbeatReply(x, 0),
        new Message.HeartbeatReply(1, x),
        new Message.InstallSnapshot(x, new Snapshot(fine, MEMBERSHIP, "x")),
        new Message.InstallSnapshot(1, new Snapshot(term, MEMBERSHIP, "x")),
        new Message.Lost(x, fine),
        new Message.Removed(x, fine),
        new Message.Removed(1, index),
        new Message.TimeoutNow(x));
  }

  @ParameterizedTest
  @MethodSource("absurdMessages")
  void aMessageWithAnAbsurdNumberChangesNothing(Message message) {
    for (NodeId to : MEMBERSHIP.members()) {
      for (NodeId from : List.of(ONE, TWO, STRANGER)) {
        Cluster cluster = new Cluster();
        if (!from.equals(to)) {
          Status before = cluster.replica(to).status();
          cluster.step(to, new Event.Received(from, message));
          Status after = cluster.replica(to).status();
          assertThat(after.term()).as("%s of %s to %s", message, from, to).isEqualTo(before.term());
          assertThat(after.commitIndex()).isEqualTo(before.commitIndex());
          assertThat(after.lastIndex()).isEqualTo(before.lastIndex());
        }
        cluster.step(ONE, new Event.Proposed(new int[] {16}));
        assertThat(cluster.replica(ONE).status().commitIndex())
            .as("the cluster goes on after %s of %s to %s", message, from, to)
            .isEqualTo(5);
      }
    }
  }

  @Test
  void aSecondLeaderOfATermIsRefused() {
    Cluster cluster = new Cluster();
    for (NodeId from : List.of(THREE, STRANGER)) {
      assertThat(cluster.step(TWO, new Event.Received(from, new Message.Heartbeat(1, 0, 9))))
          .hasSize(1)
          .allMatch(Effect.MessageRefused.class::isInstance);
    }
  }

  @Test
  void entriesThatAreCommittedAreNotReplaced() {
    Cluster cluster = new Cluster();
    EntryIds other = EntryIds.ofTerm(2, 2, new int[] {16});
    Message forged = new Message.Append(2, new EntryId(1, 1), other, 2);
    List<Effect> effects = cluster.step(TWO, new Event.Received(THREE, forged));
    assertThat(effects).anyMatch(Effect.MessageRefused.class::isInstance);
    assertThat(cluster.replica(TWO).log().termAt(2)).isEqualTo(1);
  }

  @Test
  void oneThatIsNoMemberCannotDeposeALeaderThatIsHeard() {
    Cluster cluster = new Cluster();
    List<Message> messages =
        List.of(
            new Message.VoteReply(2, false),
            new Message.Vote(2, new EntryId(9, 1), true),
            new Message.Heartbeat(2, 0, 1),
            new Message.TimeoutNow(2),
            new Message.AppendReply(2, 4));
    for (NodeId to : MEMBERSHIP.members()) {
      messages.forEach(each -> cluster.step(to, new Event.Received(STRANGER, each)));
      assertThat(cluster.replica(to).status().term()).isEqualTo(1);
    }
  }

  @Test
  void oneFrameRemovesNoOne() {
    Cluster cluster = new Cluster();
    Message notice = new Message.Removed(1, new EntryId(1L << 40, 1));
    for (NodeId to : MEMBERSHIP.members()) {
      cluster.step(to, new Event.Received(to.equals(TWO) ? THREE : TWO, notice));
    }
    TestReplica two = cluster.replica(TWO);
    cluster.nowNanos += 1_000_000_000;
    assertThat(cluster.step(TWO, new Event.Received(THREE, notice)))
        .as("no leader is heard, but one says it")
        .noneMatch(Effect.Removed.class::isInstance);
    assertThat(cluster.step(TWO, new Event.Received(ONE, notice)))
        .as("a majority says it")
        .anyMatch(Effect.Removed.class::isInstance);
    assertThat(two.status().role()).isEqualTo(Effect.RoleName.FOLLOWER);
  }

  @Test
  void aTermFarAheadIsBelievedOnlyOfAMajority() {
    Cluster cluster = new Cluster();
    long far = 10 * MessageCheck.MAX_TERM_JUMP;
    cluster.step(TWO, new Event.Received(THREE, new Message.Heartbeat(far, 0, 1)));
    assertThat(cluster.replica(TWO).status().term()).isEqualTo(1);
    cluster.step(TWO, new Event.Received(THREE, new Message.Heartbeat(100_000, 0, 1)));
    assertThat(cluster.replica(TWO).status().term()).as("it was away for long").isEqualTo(100_000);
    cluster.step(TWO, new Event.Received(ONE, new Message.PreVoteReply(far + 7, false)));
    assertThat(cluster.replica(TWO).status().term()).as("two of three say so").isEqualTo(far + 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void aMemberThatSaysAnythingEndsNoReplica(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Cluster cluster = new Cluster();
    for (int i = 0; i < 3_000; i++) {
      NodeId to = random.nextBoolean() ? ONE : TWO;
      NodeId from = random.nextInt(4) > 0 ? THREE : STRANGER;
      Message message = drawn(random, cluster.replica(to).status());
      try {
        cluster.step(to, new Event.Received(from, message));
        if (random.nextInt(10) == 0) {
          cluster.pass(random.nextLong(200_000_000));
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + message + " of " + from + " to " + to, e);
      }
    }
  }

  private static Message drawn(SplittableRandom random, Status status) {
    long term = number(random, status.term());
    EntryId one = id(random, status);
    EntryId other = id(random, status);
    return switch (random.nextInt(12)) {
      case 0 -> new Message.PreVote(term, one);
      case 1 -> new Message.PreVoteReply(term, random.nextBoolean());
      case 2 -> new Message.Vote(term, one, random.nextBoolean());
      case 3 -> new Message.VoteReply(term, random.nextBoolean());
      case 4 -> {
        EntryId base = new EntryId(Math.clamp(one.index(), 0, 1L << 61), one.term());
        long[] terms = new long[random.nextInt(4)];
        for (int i = 0; i < terms.length; i++) {
          terms[i] = random.nextInt(3) > 0 ? term : number(random, status.term());
        }
        int[] bytes = new int[terms.length];
        java.util.Arrays.fill(bytes, 16);
        EntryIds entries = EntryIds.of(base.index() + 1, terms, bytes);
        yield new Message.Append(term, base, entries, number(random, status.commitIndex()));
      }
      case 5 -> new Message.AppendReply(term, number(random, status.lastIndex()));
      case 6 -> new Message.AppendRefused(term, one, other);
      case 7 ->
          new Message.Heartbeat(term, number(random, status.commitIndex()), random.nextLong());
      case 8 -> new Message.HeartbeatReply(term, random.nextLong(20));
      case 9 -> new Message.InstallSnapshot(term, new Snapshot(one, MEMBERSHIP, "x"));
      case 10 -> new Message.Lost(term, one);
      default ->
          random.nextBoolean() ? new Message.Removed(term, one) : new Message.TimeoutNow(term);
    };
  }

  private static EntryId id(SplittableRandom random, Status status) {
    return new EntryId(
        Math.max(0, number(random, status.lastIndex())),
        Math.max(0, number(random, status.term())));
  }

  private static long number(SplittableRandom random, long near) {
    return random.nextInt(8) == 0
        ? ABSURD[random.nextInt(ABSURD.length)]
        : near + random.nextInt(-2, 4);
  }
}
