package dev.palisade.raft.core;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that lives through everything that may happen, drawn from one seed: messages are lost,
 * repeated and reordered, replicas crash and lose what was not synced, links are cut, disks stall;
 * meanwhile the configuration changes and logs are compacted. Then the world heals, and the cluster
 * must get on.
 */
final class RandomRun {
  private record Envelope(NodeId from, NodeId to, Message message) {}

  private static final long MILLISECOND = 1_000_000;

  /** Terms of the logs in Ongaro 2014, figure 3.7 (b): random beginnings seldom get there. */
  private static final long[][] DIVIDED_LOGS = {{1, 2}, {1, 2}, {1}, {1}, {1, 3}};

  private final SplittableRandom random;
  private final List<TestReplica> replicas = new ArrayList<>();
  private final ArrayList<Envelope> network = new ArrayList<>();
  private final TreeSet<NodeId> cutOff = new TreeSet<>();
  private final TreeSet<NodeId> stalled = new TreeSet<>();

  /** Those whose timers do not run, as in a process that was stopped for a while. */
  private final TreeSet<NodeId> asleep = new TreeSet<>();

  private final SafetyChecker checker;

  /** How often each thing happens in this run: some have slow disks, some hasty clocks. */
  private final int deliverWeight;

  private final int syncWeight;
  private final int timeWeight;
  private final boolean changesMembership;
  private long nowNanos;
  private long nextReadId = 1;

  RandomRun(long seed) {
    random = new SplittableRandom(seed);
    boolean beginsDivided = random.nextInt(6) == 0;
    Membership membership = beginsDivided ? Membership.ofVoters(nodes(1, 5)) : drawMembership();
    int spare = random.nextInt(3);
    changesMembership = random.nextInt(3) > 0;
    deliverWeight = 20 + random.nextInt(60);
    syncWeight = 2 + random.nextInt(30);
    timeWeight = 3 + random.nextInt(20);
    CoreConfig.Limits limits = beginsDivided ? oneByOne() : drawLimits();
    for (NodeId id : nodes(1, membership.members().getLast().value() + spare)) {
      CoreConfig config = new CoreConfig(id, CoreConfig.Timeouts.DEFAULT, limits, 8);
      long[] terms = beginsDivided && id.value() <= 5 ? DIVIDED_LOGS[id.value() - 1] : new long[0];
      long term = beginsDivided ? 3 : 0;
      replicas.add(TestReplica.withLog(config, membership, terms, term, random.nextLong()));
    }
    checker = new SafetyChecker(membership, replicas);
  }

  /** Throws what the checker or the core finds. */
  void run(int actions) {
    for (TestReplica replica : replicas) {
      took(replica, replica.step(new Event.Started(), nowNanos));
    }
    int calm = 2 << random.nextInt(8); // How rarely something is broken, for the whole run.
    for (int i = 0; i < actions; i++) {
      if (random.nextInt(calm) == 0) {
        disturb();
      } else {
        proceed();
      }
    }
    heal();
    awaitProgress();
  }

  /** How often each kind of effect was seen, by its name. */
  TreeMap<String, Integer> seen() {
    return checker.seen();
  }

  private static CoreConfig.Limits oneByOne() {
    return new CoreConfig.Limits(1, 1, 1 << 20, 2, 1 << 20);
  }

  private CoreConfig.Limits drawLimits() {
    return random.nextInt(4) == 0
        ? CoreConfig.Limits.DEFAULT
        : new CoreConfig.Limits(
            1 + random.nextInt(50),
            1 + random.nextInt(4),
            1 + random.nextInt(200),
            1 + random.nextInt(6),
            1 + random.nextInt(300));
  }

  private Membership drawMembership() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> Membership.ofVoters(nodes(1, 5));
      case 2 -> new Membership(nodes(1, 3), List.of(), nodes(4, 4));
      case 3 -> new Membership(nodes(1, 3), nodes(3, 5), List.of());
      case 4 -> Membership.ofVoters(nodes(1, 1 + random.nextInt(2)));
      default -> Membership.ofVoters(nodes(1, 3));
    };
  }

  private static List<NodeId> nodes(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(NodeId::new).toList();
  }

  /** What happens in a healthy cluster, though in any order. */
  private void proceed() {
    TestReplica replica = replicas.get(random.nextInt(replicas.size()));
    int draw = random.nextInt(deliverWeight + syncWeight + timeWeight + 14);
    if (draw < deliverWeight) {
      deliver(random.nextInt(3) == 0);
    } else if (draw < deliverWeight + syncWeight) {
      sync(replica);
    } else if (draw < deliverWeight + syncWeight + timeWeight) {
      if (random.nextInt(5) == 0) {
        passTimeToNextDeadline();
      } else {
        passTime(random.nextLong(15 * MILLISECOND));
      }
    } else {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> propose(replica);
        case 4, 5, 6, 7 -> read(replica);
        case 8 -> changeMembership();
        case 9 -> takeSnapshot(replica);
        case 10 -> compact(replica);
        default -> fetch(replica);
      }
    }
  }

  private void changeMembership() {
    TestReplica leader = leader();
    if (changesMembership && leader != null && leader.isUp()) {
      Membership now = leader.configuration();
      Event.Caution caution =
          random.nextInt(3) > 0 ? Event.Caution.FORCE : Event.Caution.WAIT_FOR_MAJORITIES;
      step(leader, new Event.MembershipRequested(now, drawTarget(now.left()), caution));
    }
  }

  /** Each replica becomes something else with a chance of a quarter; somebody votes. */
  private Membership drawTarget(Membership now) {
    List<NodeId> voters = new ArrayList<>();
    List<NodeId> learners = new ArrayList<>();
    for (TestReplica replica : replicas) {
      NodeId id = replica.id();
      int before = now.isVoter(id) ? 0 : now.isMember(id) ? 1 : 2;
      switch (random.nextInt(4) == 0 ? random.nextInt(3) : before) {
        case 0 -> voters.add(id);
        case 1 -> learners.add(id);
        default -> {}
      }
    }
    return voters.isEmpty() ? now : new Membership(voters, List.of(), learners);
  }

  private void takeSnapshot(TestReplica replica) {
    if (replica.isUp() && replica.appliedIndex() > indexOf(replica.snapshot())) {
      took(replica, replica.takeSnapshot(nowNanos));
    }
  }

  private void compact(TestReplica replica) {
    long base = replica.log().base().index();
    long most = indexOf(replica.snapshot());
    if (replica.isUp() && most > base) {
      took(replica, replica.compact(base + 1 + random.nextLong(most - base), nowNanos));
    }
  }

  private static long indexOf(@Nullable Snapshot snapshot) {
    return snapshot == null ? 0 : snapshot.index();
  }

  /** Brings the snapshot that was offered, if whoever offered it still has it. */
  private void fetch(TestReplica replica) {
    Effect.FetchSnapshot fetch = replica.fetch();
    if (replica.isUp() && fetch != null) {
      TestReplica source = replica(fetch.from());
      boolean isThere = source.isUp() && fetch.snapshot().equals(source.snapshot());
      took(replica, replica.fetched(isThere, nowNanos));
    }
  }

  private void disturb() {
    TestReplica replica = replicas.get(random.nextInt(replicas.size()));
    switch (random.nextInt(17)) {
      case 0, 1 -> {
        if (!network.isEmpty()) {
          network.remove(random.nextInt(network.size()));
        }
      }
      case 2 -> network.removeIf(_ -> random.nextInt(2) == 0);
      case 3, 4 -> {
        if (!network.isEmpty()) {
          network.add(network.get(random.nextInt(network.size())));
        }
      }
      case 5 -> {
        crash(replica);
        if (random.nextInt(3) > 0) {
          restart(replica);
        }
      }
      case 6 -> replicas.forEach(this::restart);
      case 7 -> cutOff.add(replica.id());
      case 8 -> cutOff.clear();
      case 9 -> stalled.add(replica.id());
      case 10 -> stalled.clear();
      case 11 -> {
        // A leader that sleeps through its own end.
        if (replica.status().role() == Effect.RoleName.LEADER) {
          asleep.add(replica.id());
          cutOff.add(replica.id());
        }
      }
      case 12 -> asleep.add(replica.id());
      case 13 -> asleep.clear();
      case 14 -> damage(replica);
      case 15 -> {
        // True or not: mostly of the leader.
        if (replica.isUp()) {
          NodeId leader = replica.status().leader();
          NodeId any = replicas.get(random.nextInt(replicas.size())).id();
          step(replica, new Event.PeerGone(leader == null ? any : leader));
        }
      }
      default -> {
        if (replica.isUp()) {
          NodeId to = replicas.get(random.nextInt(replicas.size())).id();
          step(replica, new Event.TransferRequested(to));
        }
      }
    }
  }

  private void deliver(boolean anyOrder) {
    if (network.isEmpty()) {
      return;
    }
    Envelope envelope = network.remove(anyOrder ? random.nextInt(network.size()) : 0);
    TestReplica to = replica(envelope.to());
    boolean isCut = cutOff.contains(envelope.to()) != cutOff.contains(envelope.from());
    if (to.isUp() && !isCut) {
      step(to, new Event.Received(envelope.from(), envelope.message()));
    }
  }

  private void sync(TestReplica replica) {
    if (replica.isUp() && replica.hasUnsynced() && !stalled.contains(replica.id())) {
      took(replica, replica.sync(1 + random.nextInt(replica.unsyncedCount()), nowNanos));
    }
  }

  private void passTime(long nanos) {
    nowNanos += nanos;
    for (TestReplica replica : replicas) {
      boolean isDue = replica.deadlineNanos() <= nowNanos && !asleep.contains(replica.id());
      if (replica.isUp() && isDue) {
        step(replica, new Event.TimePassed());
      }
    }
  }

  private void passTimeToNextDeadline() {
    long next =
        replicas.stream()
            .filter(replica -> replica.isUp() && !asleep.contains(replica.id()))
            .mapToLong(TestReplica::deadlineNanos)
            .min()
            .orElse(nowNanos);
    passTime(Math.max(0, next - nowNanos));
  }

  private void propose(TestReplica replica) {
    if (replica.isUp()) {
      int[] sizes = random.ints(1 + random.nextInt(4), 8, 100).toArray();
      step(replica, new Event.Proposed(sizes));
    }
  }

  private long read(TestReplica replica) {
    long readId = nextReadId++;
    if (replica.isUp()) {
      checker.readAsked(readId);
      step(replica, new Event.ReadRequested(readId));
    }
    return readId;
  }

  private void crash(TestReplica replica) {
    if (replica.isUp()) {
      long flushed = random.nextLong(replica.status().commitIndex() + 1);
      replica.crash(random.nextInt(replica.unsyncedCount() + 1), flushed);
      checker.crashed(replica);
    }
  }

  /**
   * Takes the end of a log, of one replica at a time: what a majority held, somebody still holds
   * then. A configuration in which one decides alone would lose it.
   */
  private void damage(TestReplica replica) {
    boolean isSafe =
        !changesMembership
            && replica.configuration().voters().size() >= 3
            && replicas.stream().allMatch(each -> each.promised() == null);
    long lowest = Math.max(indexOf(replica.snapshot()), replica.durableLog().base().index());
    long last = replica.durableLog().lastIndex();
    if (isSafe && last > lowest) {
      crash(replica);
      long lastLeft = Math.max(lowest, replica.durableLog().base().index());
      long behind = replica.durableLog().lastIndex() - lastLeft;
      if (!replica.isUp() && behind > 0) {
        replica.lose(lastLeft + random.nextLong(behind));
        checker.crashed(replica);
      }
    }
  }

  private void restart(TestReplica replica) {
    if (!replica.isUp()) {
      List<Effect> effects = replica.restart(random.nextLong(), nowNanos);
      checker.restarted(replica);
      took(replica, effects);
    }
  }

  private void heal() {
    cutOff.clear();
    stalled.clear();
    asleep.clear();
    replicas.forEach(this::restart);
  }

  /** A leader must be found, and bring what it is given to everyone, within some seconds. */
  private void awaitProgress() {
    long limit = nowNanos + 10_000 * MILLISECOND;
    long proposedTerm = 0;
    long readId = 0;
    while (nowNanos < limit) {
      settle();
      TestReplica leader = leader();
      if (leader != null && leader.status().term() != proposedTerm) {
        proposedTerm = leader.status().term();
        step(leader, new Event.Proposed(new int[] {8, 8}));
        readId = read(leader);
      } else if (leader != null && haveAllCaughtUp(leader) && !checker.isReadOpen(readId)) {
        return;
      }
      passTimeToNextDeadline();
    }
    throw new AssertionError(
        "no progress in 10 s after everything healed: "
            + replicas.stream().map(TestReplica::status).toList());
  }

  private void settle() {
    for (int round = 0; round < 1_000; round++) {
      for (int waiting = network.size(); waiting > 0; waiting--) {
        deliver(false);
      }
      replicas.forEach(this::sync);
      replicas.forEach(this::fetch);
      if (network.isEmpty() && replicas.stream().noneMatch(TestReplica::hasUnsynced)) {
        return;
      }
      nowNanos += MILLISECOND;
    }
    throw new AssertionError("messages and writes do not come to an end");
  }

  /** Whoever leads the latest term. */
  private @Nullable TestReplica leader() {
    TestReplica latest = null;
    for (TestReplica replica : replicas) {
      boolean leads = replica.status().role() == Effect.RoleName.LEADER;
      if (leads && (latest == null || replica.status().term() > latest.status().term())) {
        latest = replica;
      }
    }
    return latest;
  }

  private boolean haveAllCaughtUp(TestReplica leader) {
    long last = leader.status().lastIndex();
    Membership membership = leader.configuration();
    return replicas.stream()
        .filter(replica -> membership.isMember(replica.id()))
        .map(TestReplica::status)
        .allMatch(
            status ->
                status.lastIndex() == last
                    && status.durableIndex() == last
                    && status.commitIndex() == last);
  }

  private TestReplica replica(NodeId id) {
    return replicas.stream().filter(replica -> replica.id().equals(id)).findFirst().orElseThrow();
  }

  private void step(TestReplica replica, Event event) {
    took(replica, replica.step(event, nowNanos));
  }

  private void took(TestReplica replica, List<Effect> effects) {
    checker.saw(replica, effects);
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send(var to, var message)) {
        network.add(new Envelope(replica.id(), to, message));
      }
    }
  }
}
