package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.fault.Fault.Grip;
import dev.palisade.harness.fault.Fault.Span;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Processes that are killed, restarted, frozen or slow. */
final class ProcessFaults {
  private static final NodeFault.Kind LIFE =
      new NodeFault.Kind(Family.PROCESS, Set.of(), Set.of(), Span.SHORT);
  private static final NodeFault.Kind PAUSES =
      new NodeFault.Kind(Family.PROCESS, Set.of(), Set.of(Grip.PAUSES), Span.LONG);

  /** A run shortens it. */
  private static final Span PAUSE = new Span(1_000, 60_000);

  private static final int SLOW_PERIOD_MILLIS = 40;

  private ProcessFaults() {}

  static List<Fault> all() {
    return List.of(
        new NodeFault(
            "kill",
            "Fewer than half of the nodes are killed by SIGKILL.",
            LIFE,
            ProcessFaults::kill),
        new NodeFault(
            "kill-all", "All nodes are killed at the same time.", LIFE, ProcessFaults::killAll),
        new NodeFault(
            "restart",
            "One node is stopped in an orderly way and started at once.",
            LIFE,
            NodeFault.toOne(ProcessFaults::restart)),
        new NodeFault(
            "pause",
            "Fewer than half of the nodes stand still, for 1 to 60 seconds.",
            PAUSES.lasting(PAUSE),
            ProcessFaults::pause),
        new NodeFault(
            "slow-cpu",
            "One node runs only a twentieth to a third of the time.",
            PAUSES,
            NodeFault.toOne(ProcessFaults::slowCpu)));
  }

  private static Injection kill(Cluster cluster, RandomGenerator dice) {
    return killed(Victims.minority(cluster, dice), cluster);
  }

  private static Injection killAll(Cluster cluster, RandomGenerator dice) {
    return killed(Victims.shuffled(cluster, dice), cluster);
  }

  /** Those that another fault has killed are left to that one. */
  private static Injection killed(List<Integer> victims, Cluster cluster) {
    List<Integer> killed = victims.stream().filter(cluster::kill).toList();
    return killed.isEmpty()
        ? Injected.missed("none killed: " + Victims.show(victims) + " did not run")
        : Injected.nodes(
            Victims.show(killed) + " killed", killed, () -> killed.forEach(cluster::start));
  }

  private static Injection restart(Cluster cluster, int node, RandomGenerator dice) {
    boolean stopped = cluster.stop(node);
    cluster.start(node);
    return stopped
        ? Injected.nodes("n" + node + " restarted", List.of(node), () -> {})
        : Injected.missed("n" + node + " had ended before it was stopped");
  }

  private static Injection pause(Cluster cluster, RandomGenerator dice) {
    List<Integer> victims = Victims.minority(cluster, dice);
    List<Integer> paused = victims.stream().filter(cluster::pause).toList();
    return paused.isEmpty()
        ? Injected.missed("none paused: " + Victims.show(victims) + " did not run")
        : Injected.nodes(
            Victims.show(paused) + " paused", paused, () -> paused.forEach(cluster::resume));
  }

  private static Injection slowCpu(Cluster cluster, int node, RandomGenerator dice) {
    int runs = dice.nextInt(SLOW_PERIOD_MILLIS / 20, SLOW_PERIOD_MILLIS / 3 + 1);
    if (!cluster.pause(node)) {
      return Injected.missed("n" + node + " did not run");
    }
    boolean[] still = {true};
    Repeating slow =
        Repeating.start(
            "slow-cpu",
            () -> {
              if (still[0]) {
                cluster.resume(node);
                still[0] = false;
                return runs;
              }
              still[0] = cluster.pause(node);
              return SLOW_PERIOD_MILLIS - runs;
            });
    return Injected.nodes(
        "n%d runs %d %% of the time".formatted(node, 100 * runs / SLOW_PERIOD_MILLIS),
        List.of(node),
        () -> {
          try {
            slow.stop();
          } finally {
            cluster.resume(node);
          }
        });
  }
}
