package dev.palisade.raft.replica;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Effect.Outcome;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Event;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.FaultDisk;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Loss;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Three replicas with their logs on simulated disks, driven turn by turn from one seed: messages
 * are delayed, lost, repeated and reordered, nodes lose power, links are cut. It keeps count of
 * what was promised, and says where a promise was broken.
 */
final class ReplicaWorld {
  private static final int NODES = 3;
  private static final long CLUSTER = 7;

  /** A command's fate as its caller was told. */
  enum Ending {
    DONE,
    REFUSED,
    EXPIRED,
    UNKNOWN
  }

  /** Every command with how often it was ended, and the last ending. */
  static final class Promise implements Call<Long> {
    final long value;
    final List<Ending> endings = new ArrayList<>();

    Promise(long value) {
      this.value = value;
    }

    @Override
    public ByteBuffer payload() {
      return ByteBuffer.allocate(Long.BYTES).putLong(0, value);
    }

    @Override
    public long deadlineNanos() {
      return Long.MAX_VALUE;
    }

    @Override
    public void done(Long result) {
      endings.add(Ending.DONE);
    }

    @Override
    public void refused(Refusal reason) {
      endings.add(Ending.REFUSED);
    }

    @Override
    public void expired() {
      endings.add(Ending.EXPIRED);
    }

    @Override
    public void unknown() {
      endings.add(Ending.UNKNOWN);
    }
  }

  /** Applied commands in order, in memory: rebuilt from the log after a loss of power. */
  private static final class Values implements StateMachine<Long> {
    final List<Long> values = new ArrayList<>();
    private EntryId applied = EntryId.ZERO;
    private long lastHlc;

    @Override
    public EntryId applied() {
      return applied;
    }

    @Override
    public long lastHlc() {
      return lastHlc;
    }

    @Override
    public List<Long> apply(List<Entry> entries) {
      List<Long> results = new ArrayList<>();
      for (Entry entry : entries) {
        if (entry.kind() == EntryKind.COMMAND) {
          values.add(entry.payload().getLong(entry.payload().position()));
        }
        applied = entry.id();
        lastHlc = Math.max(lastHlc, entry.hlc());
        results.add((long) values.size());
      }
      return results;
    }
  }

  /** A message on its way, with the bytes that the link took from the sender's log. */
  private record Flying(NodeId from, NodeId to, Message message, EntryBatch entries) {}

  /** One node from one power loss to the next. */
  private record Node(Replica<Long> replica, Wal wal, Values values) {}

  private final Random random;
  private final TreeMap<NodeId, FaultDisk> disks = new TreeMap<>();
  private final TreeMap<NodeId, Node> nodes = new TreeMap<>();
  private final List<Flying> flying = new ArrayList<>();
  private final List<Promise> promises = new ArrayList<>();
  private final List<NodeId> cutOff = new ArrayList<>();
  private long nowNanos = 1;
  private long nextValue = 1;
  private int changesDone;

  ReplicaWorld(long seed) throws IOException {
    random = new Random(seed);
    for (int i = 1; i <= NODES; i++) {
      disks.put(new NodeId(i), new FaultDisk());
      start(new NodeId(i));
    }
  }

  List<Promise> promises() {
    return promises;
  }

  /** How many changes of the membership were told to be done. */
  int changesDone() {
    return changesDone;
  }

  /** What each running node has applied. */
  List<List<Long>> applied() {
    return nodes.values().stream().map(node -> List.copyOf(node.values().values)).toList();
  }

  /** Does one random thing. */
  void act() throws IOException {
    int what = random.nextInt(1000);
    if (what < 120) {
      propose();
    } else if (what < 520) {
      deliver();
    } else if (what < 900) {
      turn(any());
    } else if (what < 903) {
      changeMembership();
    } else if (what < 985) {
      nowNanos += random.nextInt(40_000_000);
    } else if (what < 990) {
      losePower(any());
    } else if (what < 995) {
      cutOff.add(any());
    } else {
      cutOff.clear();
    }
  }

  /** Without faults from now on, everything proposed last is applied everywhere. */
  boolean settles() throws IOException {
    cutOff.clear();
    for (int round = 0; round < 4_000; round++) {
      nowNanos += 2_000_000;
      for (NodeId id : List.copyOf(nodes.keySet())) {
        turn(id);
        turn(id);
        turn(id);
      }
      while (!flying.isEmpty()) {
        arrive(flying.removeFirst());
      }
      if (round % 50 == 25) {
        restoreMembership();
      }
      if (isLed() && round % 50 == 49) {
        if (agreed()) {
          return true;
        }
        propose();
      }
    }
    return false;
  }

  private boolean isLed() {
    return nodes.values().stream()
        .anyMatch(node -> node.replica().status().role() == RoleName.LEADER);
  }

  /** Some vote, some learn; none is removed, who could not come back. */
  private void changeMembership() {
    List<NodeId> voters = new ArrayList<>(List.of(any()));
    List<NodeId> learners = new ArrayList<>();
    for (NodeId id : allIds()) {
      if (!voters.contains(id)) {
        (random.nextBoolean() ? voters : learners).add(id);
      }
    }
    change(new Membership(voters, List.of(), learners));
  }

  /** Those that are no voters learn, and then vote. */
  private void restoreMembership() {
    Membership now = replica(leaderOrAny()).membership();
    List<NodeId> others = new ArrayList<>(allIds());
    others.removeAll(now.voters());
    boolean allLearn = now.learners().equals(others);
    change(
        allLearn ? Membership.ofVoters(allIds()) : new Membership(now.voters(), List.of(), others));
  }

  private void change(Membership target) {
    Replica<Long> replica = replica(leaderOrAny());
    replica.change(
        new Event.MembershipRequested(replica.membership(), target, Event.Caution.FORCE),
        (outcome, _) -> changesDone += outcome == Outcome.DONE ? 1 : 0);
  }

  private boolean agreed() {
    List<List<Long>> applied = applied();
    boolean lastIsDone = !promises.isEmpty() && promises.getLast().endings.contains(Ending.DONE);
    return lastIsDone && applied.stream().distinct().count() == 1;
  }

  private void propose() {
    List<Call<Long>> calls = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Promise promise = new Promise(nextValue++);
      promises.add(promise);
      calls.add(promise);
    }
    replica(leaderOrAny()).propose(calls);
  }

  private NodeId leaderOrAny() {
    return nodes.entrySet().stream()
        .filter(node -> node.getValue().replica().status().role() == RoleName.LEADER)
        .map(node -> node.getKey())
        .findFirst()
        .orElseGet(this::any);
  }

  private void deliver() {
    if (flying.isEmpty()) {
      return;
    }
    Flying message = flying.get(random.nextInt(Math.min(flying.size(), 8)));
    int luck = random.nextInt(100);
    if (luck >= 5) {
      flying.remove(message); // Otherwise it arrives again.
    }
    if (luck < 95) {
      arrive(message);
    }
  }

  private void arrive(Flying message) {
    Node to = nodes.get(message.to());
    if (to != null && !cutOff.contains(message.to()) && !cutOff.contains(message.from())) {
      to.replica().receive(message.from(), message.message(), message.entries());
    }
  }

  private void turn(NodeId id) throws IOException {
    Replica<Long> replica = replica(id);
    switch (random.nextInt(3)) {
      case 0 -> replica.runOnce();
      case 1 -> replica.logWriter().runOnce();
      default -> replica.applier().runOnce();
    }
  }

  /** Unsynced writes survive in any part; the calls that waited never hear again. */
  private void losePower(NodeId id) throws IOException {
    nodes.remove(id);
    FaultDisk before = disk(id);
    disks.put(id, before.afterPowerLoss(Loss.random(random.nextLong())));
    start(id);
  }

  private void start(NodeId id) throws IOException {
    WalOptions options =
        new WalOptions(new LogIdentity(CLUSTER, id), 64 << 10, 4 << 10, random.nextLong());
    Wal wal = Wal.open(disk(id), options);
    Values values = new Values();
    List<NodeId> all = allIds();
    Runnable nothing = () -> {};
    Replica<Long> replica =
        new Replica<>(
            new ReplicaParts<>(
                CoreConfig.ofDefaults(id, Replica.NO_OP_STORED_BYTES),
                Membership.ofVoters(all),
                wal,
                values,
                new NoSnapshots(),
                SnapshotOptions.DEFAULT,
                Long.MAX_VALUE,
                1,
                (to, message) -> send(id, wal, to, message),
                clock(),
                new Replica.Signals(nothing, nothing, nothing, nothing),
                new ReplicaListener() {},
                500,
                random.nextLong()));
    nodes.put(id, new Node(replica, wal, values));
    replica.start();
  }

  private void send(NodeId from, Wal wal, NodeId to, Message message) {
    EntryBatch entries = EntryBatch.none(1);
    if (message instanceof Message.Append append && !append.entries().isEmpty()) {
      try {
        entries = wal.read(append.entries()).orElseThrow();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    flying.add(new Flying(from, to, message, entries));
  }

  private TimeSource clock() {
    return new TimeSource() {
      @Override
      public long wallMillis() {
        return 1_000_000 + nowNanos / 1_000_000;
      }

      @Override
      public long monotonicNanos() {
        return nowNanos;
      }
    };
  }

  private static List<NodeId> allIds() {
    List<NodeId> ids = new ArrayList<>();
    for (int i = 1; i <= NODES; i++) {
      ids.add(new NodeId(i));
    }
    return ids;
  }

  private NodeId any() {
    return new NodeId(1 + random.nextInt(NODES));
  }

  private Replica<Long> replica(NodeId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalStateException(id + " does not run");
    }
    return node.replica();
  }

  private FaultDisk disk(NodeId id) {
    FaultDisk disk = disks.get(id);
    if (disk == null) {
      throw new IllegalStateException("no disk of " + id);
    }
    return disk;
  }
}
