package dev.palisade.sim;

import dev.palisade.raft.NodeId;
import dev.palisade.sim.client.Client;
import dev.palisade.sim.client.Tally;
import dev.palisade.sim.client.Witness;
import dev.palisade.sim.fault.Chaos;
import dev.palisade.sim.fault.Drill;
import dev.palisade.sim.fault.Fault.Family;
import dev.palisade.sim.fault.Plan;
import dev.palisade.sim.fault.Profile;
import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import dev.palisade.sim.world.Dice;
import dev.palisade.sim.world.Settings;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a whole cluster with its clients in one thread, from one seed. First everything goes
 * wrong that the plan says, then nothing does and the cluster must be well again, then one thing is
 * tried, and at the end all replicas must be equal.
 *
 * <pre>
 *   RunReport report = Simulation.run(42, Profile.EVERYTHING, null);
 *   report.isClean()     // false: report.violation() says what was broken
 * </pre>
 *
 * <p>The same seed and profile give the same run, on any machine. Runs share nothing, so they may
 * go on in parallel; one run is not thread-safe.
 */
public final class Simulation {
  private static final long SECOND = 1_000_000_000L;
  private static final long STEP = SECOND / 20;

  private final World world;
  private final Chaos chaos;
  private final Plan plan;
  private final Tally tally = new Tally();
  private final List<Client> clients = new ArrayList<>();

  private Simulation(long seed, Profile profile, Plan plan, @Nullable Consumer<String> listener) {
    Dice dice = Dice.of(seed, "settings " + profile);
    boolean clocks = profile.families().contains(Family.CLOCK) && dice.chance(0.6);
    long drift = clocks ? 500 : 0;
    long offset = clocks ? dice.pick(List.of(0L, 200L, 5_000L)) : 0;
    this.plan = plan;
    Settings settings = Settings.of(dice, drift, offset);
    boolean grows = Plan.growsFromOne(seed, profile);
    world = new World(seed, grows ? settings.grownFromOne() : settings, listener);
    chaos =
        new Chaos(
            world, plan, (writeAt, readAt) -> new Witness(world, writeAt, readAt, tally).begin());
    int count = 1 + dice.below(5);
    long think = dice.pick(List.of(50_000_000L, 300_000_000L, 1_500_000_000L));
    for (int i = 1; i <= count; i++) {
      clients.add(new Client(world, i, think, tally));
    }
    clients.forEach(client -> client.start(1 + dice.below(3)));
  }

  /**
   * Runs the plan of the seed.
   *
   * @param listener hears the trace line by line, or null
   */
  public static RunReport run(long seed, Profile profile, @Nullable Consumer<String> listener) {
    return run(seed, profile, Plan.of(seed, profile), listener);
  }

  /** Runs a plan in the world of the seed. */
  public static RunReport run(
      long seed, Profile profile, Plan plan, @Nullable Consumer<String> listener) {
    return new Simulation(seed, profile, plan, listener).run();
  }

  private RunReport run() {
    RunReport.Failure failure = null;
    try {
      live();
    } catch (Violation violation) {
      long now = world.scheduler().nowNanos();
      world.trace().note("VIOLATION of " + violation.oracle() + ": " + violation.getMessage());
      failure = new RunReport.Failure(violation.oracle().name(), violation.getMessage(), now);
    } catch (RuntimeException broken) {
      long now = world.scheduler().nowNanos();
      failure = new RunReport.Failure(Oracle.INVARIANTS.name(), "broke off: " + broken, now);
    }
    return new RunReport(
        world.seed(),
        failure,
        world.trace().hash(),
        world.scheduler().nowNanos(),
        world.scheduler().ran(),
        world.watch().elections().count(),
        tally.done() + tally.refused() + tally.unknown(),
        tally.kinds(),
        tally.unknown(),
        world.counts().snapshotsTaken(),
        world.counts().snapshotsInstalled(),
        world.counts().membershipsChanged(),
        world.counts().lossesRepaired(),
        world.counts().quarantines(),
        world.counts().comparisons(),
        world.watch().applied().lastIndex(),
        chaos.injected());
  }

  private void live() {
    for (NodeId voter : world.membership().voters()) {
      world.node(voter).join();
    }
    chaos.begin();
    world.scheduler().runUntil(plan.chaosNanos());
    chaos.end();
    recover();
    new Rehearsal(world, tally).run(plan.drill());
    if (plan.drill() != Drill.NONE) {
      chaos.end();
      recover();
    }
    finish();
  }

  /** Without faults a leader emerges and everyone catches up, and it stays so. */
  private void recover() {
    awaitLeader();
    // What was under way when the faults ended, a pause or a late message, has its end.
    world.scheduler().runUntil(world.scheduler().nowNanos() + 2 * SECOND);
    awaitLeader();
  }

  private void awaitLeader() {
    await(
        20 * SECOND,
        "a leader that all survivors follow",
        () -> {
          SimNode leader = world.leader();
          return leader != null
              && world.survivors().stream().allMatch(node -> Finish.follows(node, leader));
        });
  }

  private void finish() {
    clients.forEach(Client::stop);
    await(20 * SECOND, "operations under way end", () -> all(Client::isIdle));
    clients.forEach(Client::putLast);
    await(20 * SECOND, "a last put of each client", () -> all(Client::hasPutLast));
    await(
        20 * SECOND,
        "all replicas apply everything",
        () -> {
          long last = world.watch().applied().lastIndex();
          return world.survivors().stream().allMatch(node -> Finish.applied(node) == last);
        });
    Finish.requireEqualStates(world);
    Finish.requireOneMembership(world);
  }

  private boolean all(java.util.function.Predicate<Client> condition) {
    return clients.stream().allMatch(condition);
  }

  private void await(long limitNanos, String what, java.util.function.BooleanSupplier condition) {
    long deadline = world.scheduler().nowNanos() + limitNanos;
    while (!condition.getAsBoolean()) {
      if (world.scheduler().nowNanos() >= deadline) {
        throw new Violation(
            Oracle.PROGRESS,
            "without faults, waited "
                + limitNanos / SECOND
                + " s in vain for: "
                + what
                + "; "
                + Finish.show(world));
      }
      world.scheduler().runUntil(world.scheduler().nowNanos() + STEP);
    }
  }
}
