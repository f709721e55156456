package dev.palisade.raft.core;

import dev.palisade.golden.Command;
import dev.palisade.golden.ScriptedWorld;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.ScriptedNetwork.Envelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The world of the golden scripts: replicas whose messages wait until they are delivered, and whose
 * writes wait until they are synced. Entries are applied as soon as they may be.
 *
 * <pre>
 *   cluster nodes=3 [leader=1] [learners=1] [log2=1,1,3 …] [term=4] …   begins; logN: terms
 *     [spare=1]              one more, of no configuration
 *   campaign 1               time passes until n1's election timeout; only n1's timer runs
 *   time 100 [only=1]        milliseconds pass, and due timers run (only those of n1)
 *   live 100                 milliseconds pass in steps of 10, each settled: a healthy life
 *   deliver [2] [from=1] [count=1]     what waits now for n2 (for all)
 *   drop, duplicate, reverse           likewise
 *   hold, release                      likewise: they come later, whatever happens meanwhile
 *   partition 1 | 2 3, heal            messages between the groups are lost from now on
 *   cut 1 2, mute 1 to=2     those between the two are lost, those of n1 to n2
 *   propose 1 [count=1] [bytes=100]
 *   read 1 id=7
 *   sync 1 [count=1]         makes n1's oldest writes (all) durable
 *   gone 1 peer=2            n1 has evidence that n2's process has ended, which need not be true
 *   stall 1, unstall 1       whether settle and live leave n1's writes waiting
 *   crash 1 [surviving=1], restart 1   of the writes on their way the oldest so many survive
 *   wipe 1                   a crashed replica loses its disk
 *   lose 1 after=4           damage takes the entries behind 4 from a crashed replica, which knows
 *                            up to where they went
 *   transfer 1 to=2
 *   change 1 voters=1,2 learners=4     asks for this configuration; what is not named stays
 *     [from=1,2,3] [force=1]           computed when these were all voters; heard or not
 *   snapshot 1, compact 1 [to=5]       of what is applied; drops the log up to there
 *   fetch 2                  brings n2 the bytes of the snapshot it was offered
 *   settle                   delivers and syncs until nothing waits; shows no messages and writes
 *   status, log              how all stand; what their logs hold
 * </pre>
 *
 * Output begins with the replica and its term, {@code n1@1}.
 */
final class ScriptedCluster implements ScriptedWorld {
  private static final long MILLISECOND = 1_000_000;

  private final List<TestReplica> replicas = new ArrayList<>();
  private final ScriptedNetwork network = new ScriptedNetwork();
  private final List<NodeId> stalled = new ArrayList<>();
  private List<String> output = new ArrayList<>();
  private boolean showsTraffic = true;
  private long nowNanos;
  private long runs;

  @Override
  public String run(Command command) {
    output = new ArrayList<>();
    switch (command.name()) {
      case "cluster" -> cluster(command);
      case "campaign" -> campaign(node(command));
      case "time" -> {
        long milliseconds = command.nextInt("milliseconds");
        passTime(milliseconds, command.intOption("only", 0));
      }
      case "live" -> live(command.nextInt("milliseconds"));
      case "deliver" -> take(command).forEach(this::deliver);
      case "drop" -> take(command).forEach(envelope -> say("drop " + text(envelope)));
      case "duplicate" -> {
        List<Envelope> taken = take(command);
        network.addAll(taken);
        network.addAll(taken);
      }
      case "hold" -> network.hold(take(command));
      case "release" -> network.addAll(network.takeHeld(command));
      case "reverse" -> network.addAll(take(command).reversed());
      case "partition" -> network.partition(command.remainingArguments());
      case "cut" -> {
        NodeId one = node(command).id();
        NodeId other = node(command).id();
        network.cut(one, other);
        network.cut(other, one);
      }
      case "mute" -> network.cut(node(command).id(), new NodeId(command.intOption("to", 0)));
      case "heal" -> network.heal();
      case "propose" -> propose(command);
      case "read" -> step(node(command), new Event.ReadRequested(command.intOption("id", 1)));
      case "sync" -> {
        TestReplica replica = node(command);
        sync(replica, command.intOption("count", replica.unsyncedCount()));
      }
      case "gone" ->
          step(node(command), new Event.PeerGone(new NodeId(command.intOption("peer", 0))));
      case "stall" -> stalled.add(node(command).id());
      case "unstall" -> stalled.remove(node(command).id());
      case "crash" -> crash(command);
      case "wipe" -> node(command).wipe();
      case "lose" -> node(command).lose(command.intOption("after", 0));
      case "restart" -> {
        TestReplica replica = node(command);
        show(replica, replica.restart(++runs, nowNanos));
      }
      case "transfer" -> {
        NodeId to = new NodeId(command.intOption("to", 0));
        step(node(command), new Event.TransferRequested(to));
      }
      case "change" -> change(command);
      case "snapshot" -> {
        TestReplica replica = node(command);
        show(replica, replica.takeSnapshot(nowNanos));
      }
      case "compact" -> {
        TestReplica replica = node(command);
        long toIndex = command.intOption("to", (int) replica.status().appliedIndex());
        show(replica, replica.compact(toIndex, nowNanos));
      }
      case "fetch" -> fetch(node(command));
      case "settle" -> settle();
      case "status" -> replicas.forEach(replica -> say(replica, status(replica)));
      case "log" -> replicas.forEach(replica -> say(replica, log(replica)));
      default -> throw new IllegalArgumentException("no such command: " + command.name());
    }
    return String.join("\n", output);
  }

  private void cluster(Command command) {
    int count = command.intOption("nodes", 3);
    int learners = command.intOption("learners", 0);
    Membership membership =
        new Membership(nodes(1, count - learners), List.of(), nodes(count - learners + 1, count));
    int spare = command.intOption("spare", 0);
    CoreConfig.Limits defaults = CoreConfig.Limits.DEFAULT;
    CoreConfig.Limits limits =
        new CoreConfig.Limits(
            command.intOption("append-bytes", (int) defaults.appendBytes()),
            command.intOption("append-entries", defaults.appendEntries()),
            command.intOption("inflight-bytes", (int) defaults.inflightBytes()),
            command.intOption("inflight-entries", defaults.inflightEntries()),
            command.intOption("unapplied-bytes", (int) defaults.unappliedBytes()));
    for (NodeId id : nodes(1, count + spare)) {
      CoreConfig config = new CoreConfig(id, CoreConfig.Timeouts.DEFAULT, limits, 10);
      long[] terms =
          Stream.of(command.option("log" + id.value(), "").split(","))
              .filter(Predicate.not(String::isEmpty))
              .mapToLong(Long::parseLong)
              .toArray();
      long term = command.intOption("term", 0);
      replicas.add(TestReplica.withLog(config, membership, terms, term, ++runs));
    }
    showsTraffic = false;
    replicas.forEach(replica -> step(replica, new Event.Started()));
    if (command.hasOption("leader")) {
      campaign(replica(command.intOption("leader", 0)));
      settle();
    }
    output.clear();
    showsTraffic = true;
  }

  private void campaign(TestReplica replica) {
    nowNanos = Math.max(nowNanos, replica.deadlineNanos());
    step(replica, new Event.TimePassed());
  }

  private void live(int milliseconds) {
    showsTraffic = false;
    for (int passed = 0; passed < milliseconds; passed += 10) {
      passTime(10, 0);
      settle();
    }
    showsTraffic = true;
  }

  private void passTime(long milliseconds, int only) {
    long until = nowNanos + milliseconds * MILLISECOND;
    while (true) {
      long at = until;
      for (TestReplica replica : replicas) {
        if (runsTimer(replica, only)) {
          at = Math.min(at, Math.max(nowNanos, replica.deadlineNanos()));
        }
      }
      nowNanos = at;
      boolean isAnyDue = false;
      for (TestReplica replica : replicas) {
        if (runsTimer(replica, only) && replica.deadlineNanos() <= nowNanos) {
          isAnyDue = true;
          step(replica, new Event.TimePassed());
        }
      }
      if (!isAnyDue) {
        return;
      }
    }
  }

  private static boolean runsTimer(TestReplica replica, int only) {
    return replica.isUp() && (only == 0 || replica.id().value() == only);
  }

  private void propose(Command command) {
    int[] storedBytes = new int[command.intOption("count", 1)];
    Arrays.fill(storedBytes, command.intOption("bytes", 100));
    step(node(command), new Event.Proposed(storedBytes));
  }

  private void change(Command command) {
    TestReplica replica = node(command);
    Membership now = replica.configuration();
    Membership target =
        new Membership(
            nodes(command.option("voters", ""), now.voters()),
            List.of(),
            nodes(command.option("learners", ""), now.learners()));
    Membership from =
        command.hasOption("from")
            ? Membership.ofVoters(nodes(command.option("from", ""), List.of()))
            : now;
    Event.Caution caution =
        command.intOption("force", 0) > 0 ? Event.Caution.FORCE : Event.Caution.WAIT_FOR_MAJORITIES;
    step(replica, new Event.MembershipRequested(from, target, caution));
  }

  private static List<NodeId> nodes(String numbers, List<NodeId> absent) {
    return switch (numbers) {
      case "" -> absent;
      case "none" -> List.of();
      default -> Stream.of(numbers.split(",")).map(Integer::parseInt).map(NodeId::new).toList();
    };
  }

  /** The bytes can be had as long as who offered them is up and has them. */
  private void fetch(TestReplica replica) {
    Effect.FetchSnapshot fetch = replica.fetch();
    if (fetch == null) {
      say(replica, "fetches nothing");
      return;
    }
    TestReplica source = replica(fetch.from().value());
    boolean isThere =
        source.isUp()
            && !network.isCut(source.id(), replica.id())
            && fetch.snapshot().equals(source.snapshot());
    show(replica, replica.fetched(isThere, nowNanos));
  }

  private void sync(TestReplica replica, int count) {
    if (count == 0) {
      say(replica, "has nothing to sync");
    } else {
      show(replica, replica.sync(count, nowNanos));
    }
  }

  private void crash(Command command) {
    TestReplica replica = node(command);
    replica.crash(command.intOption("surviving", 0), replica.status().appliedIndex());
    network.lose(replica.id());
  }

  private void settle() {
    boolean before = showsTraffic;
    showsTraffic = false;
    while (true) {
      boolean isQuiet = network.isQuiet();
      network.takeAll().forEach(this::deliver);
      for (TestReplica replica : replicas) {
        if (replica.isUp() && replica.fetch() != null) {
          isQuiet = false;
          fetch(replica);
        }
        if (replica.isUp() && replica.hasUnsynced() && !stalled.contains(replica.id())) {
          isQuiet = false;
          sync(replica, replica.unsyncedCount());
        }
      }
      if (isQuiet) {
        break;
      }
    }
    showsTraffic = before;
  }

  private List<Envelope> take(Command command) {
    List<Envelope> taken = network.take(command);
    if (taken.isEmpty()) {
      say("nothing waits");
    }
    return taken;
  }

  private void deliver(Envelope envelope) {
    TestReplica to = replica(envelope.to().value());
    if (to.isUp()) {
      step(to, new Event.Received(envelope.from(), envelope.message()));
    }
  }

  private void step(TestReplica replica, Event event) {
    if (!replica.isUp()) {
      throw new IllegalStateException(replica.id() + " is down");
    }
    show(replica, replica.step(event, nowNanos));
  }

  private void show(TestReplica replica, List<Effect> effects) {
    long commitIndex = replica.takeNewCommitIndex();
    for (Effect effect : effects) {
      if (commitIndex > 0 && !isHead(effect)) {
        say(replica, "commit " + commitIndex + "@" + replica.log().termAt(commitIndex));
        commitIndex = 0;
      }
      boolean isLost = false;
      if (effect instanceof Effect.Send(var to, var message)) {
        isLost = network.isCut(replica.id(), to) || !replica(to.value()).isUp();
        if (!isLost) {
          network.add(new Envelope(replica.id(), to, message));
        }
      }
      boolean isTraffic =
          effect instanceof Effect.Send
              || effect instanceof Effect.Persist
              || effect instanceof Effect.FetchSnapshot;
      if (showsTraffic || !isTraffic) {
        say(replica, EffectText.of(effect) + (isLost ? " (lost)" : ""));
      }
    }
    if (commitIndex > 0) {
      say(replica, "commit " + commitIndex + "@" + replica.log().termAt(commitIndex));
    }
  }

  /** Whether the effect comes before what a step's commit brings. */
  private static boolean isHead(Effect effect) {
    return effect instanceof Effect.RoleChanged
        || effect instanceof Effect.CreateNoOp
        || effect instanceof Effect.CreateMembership
        || effect instanceof Effect.AcceptProposal
        || effect instanceof Effect.Persist;
  }

  private static String text(Envelope envelope) {
    return envelope.from() + " → " + envelope.to() + " " + EffectText.of(envelope.message());
  }

  private static String log(TestReplica replica) {
    EntryId base = replica.log().base();
    String entries = EffectText.of(replica.log().entries());
    return base.index() == 0 ? entries : "snapshot " + base + " " + entries;
  }

  private static String status(TestReplica replica) {
    return replica.isUp() ? EffectText.of(replica.status()) : "down";
  }

  private void say(TestReplica replica, String text) {
    say(replica.id() + "@" + replica.status().term() + " " + text);
  }

  private void say(String line) {
    output.add(line);
  }

  private TestReplica node(Command command) {
    return replica(command.nextInt("a replica"));
  }

  private TestReplica replica(int id) {
    return replicas.stream()
        .filter(replica -> replica.id().value() == id)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no n" + id));
  }

  private static List<NodeId> nodes(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(NodeId::new).toList();
  }
}
