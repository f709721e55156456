package dev.palisade.sim.fault;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.kv.state.SessionView;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Call;
import dev.palisade.raft.replica.Replica;
import dev.palisade.sim.fault.Topologies.Cut;
import dev.palisade.sim.world.Dice;
import dev.palisade.sim.world.Network.Weather;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Does a plan's faults to a world, and counts them. Never hurts more nodes for good than the
 * cluster can lose. Not thread-safe.
 */
public final class Chaos {
  private static final long HOUR_MILLIS = 3_600_000;

  private final World world;
  private final Plan plan;
  private final EnumMap<Fault.Kind, Integer> injected = new EnumMap<>(Fault.Kind.class);
  private final Changes changes;
  private final Standoff standoff;
  private boolean over;

  /**
   * @param witness writes at the first node and then reads at the second
   */
  public Chaos(World world, Plan plan, BiConsumer<SimNode, SimNode> witness) {
    this.world = world;
    this.plan = plan;
    this.changes = new Changes(world);
    this.standoff = new Standoff(world, changes, witness, () -> over);
  }

  /** From now on the faults come at their time. */
  public void begin() {
    world.network().weather(plan.weather());
    if (!plan.faults().isEmpty()) {
      world.hints().beginFalse(plan.chaosNanos());
    }
    for (Fault fault : plan.faults()) {
      world.scheduler().at(fault.atNanos(), () -> happen(fault));
    }
  }

  /** Nothing more happens, and everything is mended that can be. */
  public void end() {
    over = true;
    world.trace().note("all faults end");
    world.network().weather(Weather.CALM);
    world.network().mendAll();
    world.nodes().forEach(SimNode::scrub);
    world.nodes().forEach(SimNode::heal);
  }

  /** What was really done, by kind, in the order of their declaration. */
  public Map<Fault.Kind, Integer> injected() {
    return injected;
  }

  private void happen(Fault fault) {
    if (over) {
      return;
    }
    world.trace().note(fault.number(), fault.kind().ordinal(), () -> "FAULT " + fault);
    if (inject(fault)) {
      injected.merge(fault.kind(), 1, Integer::sum);
    }
  }

  private boolean inject(Fault fault) {
    SimNode node = pick(fault.target());
    SimNode other = pick(fault.target() / 7 + 1);
    SimNode leader = world.leader();
    return switch (fault.kind()) {
      case ISOLATE -> cut(fault, Topologies.isolate(world, node.id()));
      case ISOLATE_LEADER -> leader != null && cut(fault, Topologies.isolate(world, leader.id()));
      case ISOLATE_NEXT_LEADER ->
          atNextLeader(fault, next -> cut(fault, Topologies.isolate(world, next.id())));
      case MAKE_ZOMBIE -> leader != null && makeZombie(fault, leader);
      case SPLIT -> cut(fault, Topologies.split(world, fault.amount()));
      case SHATTER -> cut(fault, Topologies.shatter(world));
      case CUT_ONE_WAY -> cut(fault, Topologies.oneWay(node.id(), other.id()));
      case CUT_PAIR -> cut(fault, Topologies.pair(node.id(), other.id()));
      case DEAFEN -> cut(fault, Topologies.deafen(world, node.id()));
      case MUTE -> cut(fault, Topologies.mute(world, node.id()));
      case CHAIN -> cut(fault, Topologies.chain(world));
      case BRIDGE -> cut(fault, Topologies.bridge(world, node.id()));
      case CLOG -> clog(fault, node, other);
      case STORM -> storm(fault);
      case KILL -> kill(fault, node);
      case KILL_LEADER -> leader != null && kill(fault, leader);
      case KILL_NEXT_LEADER -> atNextLeader(fault, next -> kill(fault, next));
      case CHURN_LEADERS -> churn(fault);
      case PAUSE -> pause(fault, node);
      case PAUSE_LEADER -> leader != null && pause(fault, leader);
      case LOSE_POWER -> losePower(fault, node);
      case LOSE_POWER_ALL -> losePowerOfAll(fault);
      case LOSE_POWER_WRITING -> losePowerWriting(fault, node);
      case LOSE_POWER_WRITING_ALL -> {
        world.nodes().forEach(each -> losePowerWriting(fault, each));
        yield true;
      }
      case FAIL_SYNC -> failSync(node);
      case FAIL_SYNC_LEADER -> leader != null && failSync(leader) && losePowerSoon(fault, leader);
      case STALL_DISK -> stall(fault, node);
      case SLOW_DISK -> slow(fault, node);
      case FILL_DISK -> fill(fault, node);
      case ROT -> mayLose(node) && rot(fault, node);
      case ROT_UNDER_LEADER -> leader != null && mayLose(leader) && leader.rot();
      case ROT_RUNNING -> mayLose(node) && node.rotUnnoticed();
      case LOSE_ROW -> mayLose(node) && node.loseRow();
      case ROT_POINTER -> mayLose(node) && node.rotPointer() && kill(fault, node);
      case ROT_MANIFEST -> node.rotManifest() && kill(fault, node);
      case DIVERGE -> mayLose(node) && node.diverge();
      case ROT_STATE -> mayLose(node) && node.rotState();
      case WIPE -> mayLose(node) && wipe(fault, node);
      case STEP_CLOCK -> step(fault, node);
      case STEP_CLOCK_RESTART -> leader != null && step(fault, leader) && kill(fault, leader);
      case TRANSFER -> leader != null && transfer(leader, other);
      case EXPIRE_SESSIONS -> leader != null && expire(leader, fault.amount());
      case TAKE_SNAPSHOT -> takeSnapshot(node);
      case UPGRADE -> upgrade(fault, node);
      case ROT_SNAPSHOT -> node.rotSnapshot();
      case ADD_LEARNER, PROMOTE, DEMOTE, REMOVE, REPLACE, SHUFFLE -> changes.ask(fault);
      case STANDOFF -> leader != null && standoff.begin(fault, leader);
      case SHUFFLE_AND_SPLIT ->
          leader != null
              && changes.ask(fault)
              && cut(
                  fault.lasting(2_000_000_000),
                  Topologies.split(world, changes.newMajority(leader)));
    };
  }

  private SimNode pick(int target) {
    List<SimNode> begun = world.begun();
    return begun.get(Math.floorMod(target, begun.size()));
  }

  private void later(Fault fault, Runnable action) {
    world
        .scheduler()
        .after(
            fault.durationNanos(),
            () -> {
              if (!over) {
                world.trace().note(-fault.number(), 0, () -> "mended " + fault);
                action.run();
              }
            });
  }

  private boolean cut(Fault fault, List<Cut> cuts) {
    cuts.forEach(cut -> world.network().cut(cut.from(), cut.to()));
    later(fault, () -> cuts.forEach(cut -> world.network().mend(cut.from(), cut.to())));
    return !cuts.isEmpty();
  }

  private boolean atNextLeader(Fault fault, Consumer<SimNode> action) {
    world.atNextLeader(
        next ->
            world
                .scheduler()
                .after(
                    fault.amount() % 3_000_000,
                    () -> {
                      if (!over) {
                        action.accept(next);
                      }
                    }));
    return true;
  }

  private boolean churn(Fault fault) {
    Dice dice = new Dice(fault.amount());
    long until = world.scheduler().nowNanos() + Math.max(4_000_000_000L, fault.durationNanos());
    churnNext(fault, dice, until);
    return true;
  }

  private void churnNext(Fault fault, Dice dice, long until) {
    world.atNextLeader(
        next -> {
          if (over || world.scheduler().nowNanos() >= until) {
            return;
          }
          if (dice.chance(0.5)) {
            // Before it can say anything.
            Fault part = fault.lasting(dice.between(400_000_000, 3_000_000_000L));
            cut(part, Topologies.isolate(world, next.id()));
          } else {
            Fault part = fault.lasting(dice.between(50_000_000, 1_000_000_000));
            world.scheduler().after(dice.between(0, 3_000_000), () -> killUnlessOver(part, next));
          }
          churnNext(fault, dice, until);
        });
  }

  private void killUnlessOver(Fault fault, SimNode node) {
    if (!over) {
      kill(fault, node);
    }
  }

  /** It wakes up as a leader of the past, and its clients ask it before its peers tell it. */
  private boolean makeZombie(Fault fault, SimNode leader) {
    List<Cut> cuts = Topologies.isolate(world, leader.id());
    cuts.forEach(cut -> world.network().cut(cut.from(), cut.to()));
    leader.pause(fault.durationNanos());
    world
        .scheduler()
        .after(
            fault.durationNanos() + 100_000_000,
            () -> {
              if (!over) {
                cuts.forEach(cut -> world.network().mend(cut.from(), cut.to()));
              }
            });
    return true;
  }

  private boolean clog(Fault fault, SimNode from, SimNode to) {
    if (from == to) {
      return false;
    }
    world.network().clog(from.id(), to.id());
    later(fault, () -> world.network().unclog(from.id(), to.id()));
    return true;
  }

  private boolean storm(Fault fault) {
    world.network().weather(Plan.storm(new Dice(fault.amount())));
    later(fault, () -> world.network().weather(plan.weather()));
    return true;
  }

  private boolean kill(Fault fault, SimNode node) {
    node.kill();
    later(fault, node::start);
    return true;
  }

  private boolean upgrade(Fault fault, SimNode node) {
    boolean isUpgraded = node.upgrade();
    later(fault, node::start);
    return isUpgraded;
  }

  private boolean pause(Fault fault, SimNode node) {
    node.pause(fault.durationNanos());
    return true;
  }

  private boolean losePower(Fault fault, SimNode node) {
    node.losePower();
    later(fault, node::start);
    return true;
  }

  private boolean losePowerOfAll(Fault fault) {
    world.nodes().forEach(node -> losePower(fault, node));
    return true;
  }

  private boolean losePowerWriting(Fault fault, SimNode node) {
    node.losePowerIn(1 + (int) ((fault.amount() >> node.id().value()) & 7));
    return true;
  }

  private boolean failSync(SimNode node) {
    node.failNextSync();
    return true;
  }

  private boolean losePowerSoon(Fault fault, SimNode node) {
    world
        .scheduler()
        .after(
            fault.amount() % 50_000_000,
            () -> {
              if (!over) {
                losePower(fault, node);
              }
            });
    return true;
  }

  private boolean stall(Fault fault, SimNode node) {
    node.stallDisk(fault.durationNanos());
    return true;
  }

  private boolean slow(Fault fault, SimNode node) {
    node.slowDisk(1_000_000 + fault.amount() % 200_000_000);
    later(fault, () -> node.slowDisk(0));
    return true;
  }

  private boolean fill(Fault fault, SimNode node) {
    node.limitDisk(0);
    later(fault, () -> node.limitDisk(-1));
    return true;
  }

  /** Whether the cluster still has a majority that was never hurt for good if this node is lost. */
  private boolean mayLose(SimNode node) {
    return node.isSound() && world.canLose(node.id());
  }

  private boolean takeSnapshot(SimNode node) {
    Replica<Outcome> replica = node.replica();
    if (replica == null) {
      return false;
    }
    node.deliver(() -> replica.snapshotter().takeNow(_ -> {}));
    return true;
  }

  private boolean rot(Fault fault, SimNode node) {
    return node.rot() && kill(fault, node);
  }

  private boolean wipe(Fault fault, SimNode node) {
    node.wipe();
    later(fault, node::start);
    return true;
  }

  /** By up to two seconds, or by an hour, to either side. */
  private boolean step(Fault fault, SimNode node) {
    long small = fault.amount() % 2_000;
    long millis = (fault.amount() & 4096) != 0 ? HOUR_MILLIS + small : small;
    node.stepClock((fault.amount() & 8192) != 0 ? millis : -millis);
    return true;
  }

  private boolean transfer(SimNode leader, SimNode to) {
    Replica<Outcome> replica = leader.replica();
    if (replica == null || leader == to) {
      return false;
    }
    leader.deliver(() -> replica.transfer(to.id(), (done, detail) -> {}));
    return true;
  }

  private boolean expire(SimNode leader, long amount) {
    KvStateMachine machine = leader.machine();
    Replica<Outcome> replica = leader.replica();
    if (machine == null || replica == null || machine.sessions().isEmpty()) {
      return false;
    }
    List<SessionView> sessions = machine.sessions();
    long session = sessions.get((int) (amount % sessions.size())).id();
    ByteBuffer payload =
        RequestCodec.encode(new Request(null, new Command.ExpireSessions(List.of(session))));
    leader.deliver(() -> replica.propose(List.of(new Unheard(payload, leader))));
    return true;
  }

  /** A proposal for whose outcome nobody waits. */
  private record Unheard(ByteBuffer bytes, SimNode at) implements Call<Outcome> {
    @Override
    public ByteBuffer payload() {
      return bytes.duplicate();
    }

    @Override
    public long deadlineNanos() {
      return at.monotonicNanos() + HOUR_MILLIS;
    }

    @Override
    public void done(Outcome outcome) {}

    @Override
    public void refused(Refusal reason) {}

    @Override
    public void expired() {}

    @Override
    public void unknown() {}
  }
}
