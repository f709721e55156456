package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.fault.Fault.Grip;
import dev.palisade.harness.fault.Fault.Span;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Wall clocks that are wrong. The monotonic clock goes on as it does in a real kernel when the wall
 * clock is set; a wall clock that drifts here is one that is moved five times a second.
 */
final class ClockFaults {
  private static final NodeFault.Kind CLOCK =
      new NodeFault.Kind(
          Family.CLOCK, Set.of(Preload.CLOCK), Set.of(Grip.CLOCK), new Span(1_000, 6_000));

  private static final int DRIFT_STEP_MILLIS = 200;

  private ClockFaults() {}

  static List<Fault> all() {
    return List.of(
        new NodeFault(
            "clock-offset",
            "One node's wall clock is 50 ms to an hour ahead or behind.",
            CLOCK,
            NodeFault.toOne(ClockFaults::offset)),
        new NodeFault(
            "clock-drift",
            "One node's wall clock runs 1 to 50 % too fast or too slow.",
            CLOCK,
            NodeFault.toOne(ClockFaults::drift)),
        new NodeFault(
            "clock-step",
            "One node's wall clock jumps to and fro, by up to ten seconds.",
            CLOCK,
            NodeFault.toOne(ClockFaults::step)));
  }

  private static Injection offset(Cluster cluster, int node, RandomGenerator dice) {
    // As many small as large ones: logarithmic from 50 ms to an hour.
    long millis = Math.round(50 * Math.pow(72_000, dice.nextDouble()));
    long ahead = dice.nextBoolean() ? millis : -millis;
    cluster.preloaded(node).setClock(ahead);
    return Injected.nodes(
        "clock of n%d %+d ms".formatted(node, ahead),
        List.of(node),
        () -> cluster.preloaded(node).setClock(0));
  }

  private static Injection drift(Cluster cluster, int node, RandomGenerator dice) {
    int percent = dice.nextInt(1, 51) * (dice.nextBoolean() ? 1 : -1);
    long began = System.nanoTime();
    Repeating drifting =
        Repeating.start(
            "clock-drift",
            () -> {
              long passedMillis = (System.nanoTime() - began) / 1_000_000;
              cluster.preloaded(node).setClock(passedMillis * percent / 100);
              return DRIFT_STEP_MILLIS;
            });
    return undone(
        cluster, node, drifting, "clock of n%d drifts by %+d %%".formatted(node, percent));
  }

  private static Injection step(Cluster cluster, int node, RandomGenerator dice) {
    RandomGenerator own = new SplittableRandom(dice.nextLong());
    Repeating stepping =
        Repeating.start(
            "clock-step",
            () -> {
              cluster.preloaded(node).setClock(own.nextLong(-10_000, 10_001));
              return own.nextLong(200, 1_500);
            });
    return undone(cluster, node, stepping, "clock of n" + node + " jumps");
  }

  private static Injection undone(Cluster cluster, int node, Repeating moving, String text) {
    return Injected.nodes(
        text,
        List.of(node),
        () -> {
          try {
            moving.stop();
          } finally {
            cluster.preloaded(node).setClock(0);
          }
        });
  }
}
