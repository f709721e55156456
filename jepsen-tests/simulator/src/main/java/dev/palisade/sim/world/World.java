package dev.palisade.sim.world;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.replica.StateReport;
import dev.palisade.sim.oracle.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cluster and everything around it, from one seed: here it is wired together. Not thread-safe;
 * worlds share nothing.
 */
public final class World {
  private final long seed;
  private final Settings settings;
  private final Scheduler scheduler = new Scheduler();
  private final Trace trace;
  private final Watch watch = new Watch();
  private final Network network;
  private final Membership membership;
  private final Configurations configurations;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<Consumer<SimNode>> atNextLeader = new ArrayList<>();
  private final Dice dice;
  private final Counts counts = new Counts();
  private final Hints hints;

  /**
   * @param listener hears the trace as text, or null
   */
  public World(long seed, Settings settings, @Nullable Consumer<String> listener) {
    this.seed = seed;
    this.settings = settings;
    this.trace = new Trace(scheduler, listener);
    this.network = new Network(scheduler, Dice.of(seed, "network"));
    this.dice = Dice.of(seed, "world");
    this.hints = new Hints(this);
    List<NodeId> ids = new ArrayList<>();
    for (int i = 1; i <= settings.nodes(); i++) {
      ids.add(new NodeId(i));
    }
    membership = Membership.ofVoters(ids);
    configurations = new Configurations(membership);
    for (int i = 1; i <= settings.spares(); i++) {
      ids.add(new NodeId(settings.nodes() + i));
    }
    ids.forEach(id -> nodes.add(new SimNode(this, id)));
  }

  public long seed() {
    return seed;
  }

  public Settings settings() {
    return settings;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public Trace trace() {
    return trace;
  }

  public Watch watch() {
    return watch;
  }

  public Counts counts() {
    return counts;
  }

  public Network network() {
    return network;
  }

  /** What nodes see of each other's end. */
  public Hints hints() {
    return hints;
  }

  /** Of the beginning. */
  public Membership membership() {
    return membership;
  }

  /** What may be in force now. */
  public Configurations configurations() {
    return configurations;
  }

  /** All nodes, by id, those included that are no members yet. */
  public List<SimNode> nodes() {
    return nodes;
  }

  public SimNode node(NodeId id) {
    return nodes.get(id.value() - 1);
  }

  /** Nodes that are members, as the leader knows it, and may run now or later. */
  public List<SimNode> survivors() {
    SimNode leader = leader();
    Replica<?> replica = leader == null ? null : leader.replica();
    Membership now = replica == null ? membership : replica.membership();
    return nodes.stream()
        .filter(node -> now.isMember(node.id()) && node.standing() != SimNode.Standing.LOST)
        .toList();
  }

  /** Nodes that were ever asked to run. */
  public List<SimNode> begun() {
    return nodes.stream().filter(SimNode::isBegun).toList();
  }

  /**
   * Nodes that clients try while they know no leader. Of a node that was removed the process has
   * ended: its machine refuses connections, and the client goes on to the next at once.
   */
  public List<SimNode> tried() {
    return nodes.stream()
        .filter(SimNode::isBegun)
        .filter(node -> node.standing() != SimNode.Standing.REMOVED)
        .toList();
  }

  /** Whether a majority of the voters may hold this entry durably. */
  boolean isAtMajority(Membership voters, EntryId id) {
    return Configurations.isMajority(
        voters, voter -> node(voter).mayHold(id, watch.logs().lastDurable(voter)));
  }

  /** Whether all voters but this one could still decide, of those that were never hurt for good. */
  public boolean canLose(NodeId node) {
    return configurations.isMajority(id -> !id.equals(node) && node(id).isSound());
  }

  /** The leader of the newest term that has one, or null. */
  public @Nullable SimNode leader() {
    SimNode newest = null;
    long newestTerm = 0;
    for (SimNode node : nodes) {
      Replica<?> replica = node.replica();
      if (replica != null && node.leads() && replica.status().term() > newestTerm) {
        newest = node;
        newestTerm = replica.status().term();
      }
    }
    return newest;
  }

  /** Does something to whoever leads next. */
  public void atNextLeader(Consumer<SimNode> action) {
    atNextLeader.add(action);
  }

  void leads(SimNode node) {
    List<Consumer<SimNode>> actions = List.copyOf(atNextLeader);
    atNextLeader.clear();
    actions.forEach(action -> action.accept(node));
  }

  /** Whoever looks after the processes starts one again some time after it ended. */
  void restartLater(SimNode node) {
    scheduler.after(dice.between(50_000_000, 3_000_000_000L), node::start);
  }

  void carry(NodeId from, NodeId to, SnapshotMessage message) {
    trace.note(5, message.reference().hashCode(), () -> from + " → " + to + " " + show(message));
    network.carry(
        from,
        to,
        () -> {
          SimNode receiver = node(to);
          Replica<?> replica = receiver.replica();
          if (replica != null) {
            receiver.deliver(
                () -> {
                  switch (message) {
                    case SnapshotMessage.Question question ->
                        replica.snapshotter().asked(from, question);
                    case SnapshotMessage.Answer answer ->
                        replica.snapshotter().answered(from, answer);
                  }
                });
          }
        });
  }

  private static String show(SnapshotMessage message) {
    return message instanceof SnapshotMessage.Bytes bytes
        ? "Bytes[reference=%s, part=%s, offset=%d, %d bytes]"
            .formatted(bytes.reference(), bytes.part(), bytes.offset(), bytes.bytes().remaining())
        : message.toString();
  }

  void carry(NodeId from, NodeId to, StateReport report) {
    trace.note(6, report.at().index(), () -> from + " → " + to + " " + report);
    network.carry(
        from,
        to,
        () -> {
          SimNode receiver = node(to);
          Replica<?> replica = receiver.replica();
          if (replica != null) {
            receiver.deliver(() -> replica.receive(from, report));
          }
        });
  }

  void carry(NodeId from, NodeId to, Message message, EntryBatch entries) {
    int level = node(from).featureLevel();
    trace.note(
        1,
        (from.value() * 8L + to.value()) * 1_000_003 + message.term(),
        () -> from + " → " + to + " " + message);
    network.carry(
        from,
        to,
        () -> {
          SimNode receiver = node(to);
          Replica<?> replica = receiver.replica();
          if (replica != null) {
            receiver.hears(from, level);
            receiver.deliver(() -> replica.receive(from, message, entries));
          }
        });
  }
}
