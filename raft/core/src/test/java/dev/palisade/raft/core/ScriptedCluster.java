package dev.palisade.raft.core;

import dev.palisade.golden.Command;
import dev.palisade.golden.ScriptedWorld;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
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
 *   stall 1, unstall 1       whether settle and live leave n1's writes waiting
 *   crash 1 [surviving=1], restart 1   of the writes on their way the oldest so many survive
 *   wipe 1                   a crashed replica loses its disk
 *   transfer 1 to=2
 *   settle                   delivers and syncs until nothing waits; shows no messages and writes
 *   status, log              how all stand; what their logs hold
 * </pre>
 *
 * Output begins with the replica and its term, {@code n1@1}.
 */
final class ScriptedCluster implements ScriptedWorld {
  private static final long MILLISECOND = 1_000_000;

  private record Envelope(NodeId from, NodeId to, Message message) {}

  private record Link(NodeId from, NodeId to) {}

  private final List<TestReplica> replicas = new ArrayList<>();
  private final ArrayList<Envelope> network = new ArrayList<>();
  private final ArrayList<Envelope> held = new ArrayList<>();
  private final List<List<NodeId>> groups = new ArrayList<>();
  private final List<Link> cutLinks = new ArrayList<>();
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
      case "deliver" -> take(command, network).forEach(this::deliver);
      case "drop" -> take(command, network).forEach(envelope -> say("drop " + text(envelope)));
      case "duplicate" -> {
        List<Envelope> taken = take(command, network);
        network.addAll(taken);
        network.addAll(taken);
      }
      case "hold" -> held.addAll(take(command, network));
      case "release" -> network.addAll(take(command, held));
      case "reverse" -> network.addAll(take(command, network).reversed());
      case "partition" -> partition(command.remainingArguments());
      case "cut" -> {
        NodeId one = node(command).id();
        NodeId other = node(command).id();
        cut(one, other);
        cut(other, one);
      }
      case "mute" -> cut(node(command).id(), new NodeId(command.intOption("to", 0)));
      case "heal" -> {
        groups.clear();
        cutLinks.clear();
      }
      case "propose" -> propose(command);
      case "read" -> step(node(command), new Event.ReadRequested(command.intOption("id", 1)));
      case "sync" -> {
        TestReplica replica = node(command);
        sync(replica, command.intOption("count", replica.unsyncedCount()));
      }
      case "stall" -> stalled.add(node(command).id());
      case "unstall" -> stalled.remove(node(command).id());
      case "crash" -> crash(command);
      case "wipe" -> node(command).wipe();
      case "restart" -> {
        TestReplica replica = node(command);
        show(replica, replica.restart(++runs, nowNanos));
      }
      case "transfer" -> {
        NodeId to = new NodeId(command.intOption("to", 0));
        step(node(command), new Event.TransferRequested(to));
      }
      case "settle" -> settle();
      case "status" -> replicas.forEach(replica -> say(replica, status(replica)));
      case "log" -> replicas.forEach(replica -> say(replica, replica.log().entries().toString()));
      default -> throw new IllegalArgumentException("no such command: " + command.name());
    }
    return String.join("\n", output);
  }

  private void cluster(Command command) {
    int count = command.intOption("nodes", 3);
    int learners = command.intOption("learners", 0);
    Membership membership =
        new Membership(nodes(1, count - learners), List.of(), nodes(count - learners + 1, count));
    CoreConfig.Limits defaults = CoreConfig.Limits.DEFAULT;
    CoreConfig.Limits limits =
        new CoreConfig.Limits(
            command.intOption("append-bytes", (int) defaults.appendBytes()),
            command.intOption("append-entries", defaults.appendEntries()),
            command.intOption("inflight-bytes", (int) defaults.inflightBytes()),
            command.intOption("inflight-entries", defaults.inflightEntries()),
            command.intOption("unapplied-bytes", (int) defaults.unappliedBytes()));
    for (NodeId id : membership.members()) {
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
    network.removeIf(envelope -> envelope.to().equals(replica.id()));
  }

  private void settle() {
    boolean before = showsTraffic;
    showsTraffic = false;
    while (true) {
      boolean isQuiet = network.isEmpty();
      List<Envelope> taken = List.copyOf(network);
      network.clear();
      taken.forEach(this::deliver);
      for (TestReplica replica : replicas) {
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

  private void partition(List<String> words) {
    groups.clear();
    List<NodeId> group = new ArrayList<>();
    for (String word : words) {
      if (word.equals("|")) {
        groups.add(group);
        group = new ArrayList<>();
      } else {
        group.add(new NodeId(Integer.parseInt(word)));
      }
    }
    groups.add(group);
    network.removeIf(envelope -> isCut(envelope.from(), envelope.to()));
  }

  private void cut(NodeId from, NodeId to) {
    cutLinks.add(new Link(from, to));
    network.removeIf(envelope -> isCut(envelope.from(), envelope.to()));
  }

  private boolean isCut(NodeId from, NodeId to) {
    return cutLinks.contains(new Link(from, to))
        || groups.stream().anyMatch(group -> group.contains(from) && !group.contains(to));
  }

  /** Takes what the command names out of these, in order. */
  private List<Envelope> take(Command command, List<Envelope> waiting) {
    int to = command.argumentsLeft() == 0 ? 0 : command.nextInt("a replica");
    int from = command.intOption("from", 0);
    int count = command.intOption("count", Integer.MAX_VALUE);
    List<Envelope> taken =
        waiting.stream()
            .filter(envelope -> to == 0 || envelope.to().value() == to)
            .filter(envelope -> from == 0 || envelope.from().value() == from)
            .limit(count)
            .toList();
    taken.forEach(waiting::remove);
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
        isLost = isCut(replica.id(), to) || !replica(to.value()).isUp();
        if (!isLost) {
          network.add(new Envelope(replica.id(), to, message));
        }
      }
      boolean isTraffic = effect instanceof Effect.Send || effect instanceof Effect.Persist;
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
        || effect instanceof Effect.AcceptProposal
        || effect instanceof Effect.Persist;
  }

  private static String text(Envelope envelope) {
    return envelope.from() + " → " + envelope.to() + " " + EffectText.of(envelope.message());
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
