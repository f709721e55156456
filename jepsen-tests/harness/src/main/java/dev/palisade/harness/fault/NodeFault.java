package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.Libraries;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.Preload;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A fault of processes, clocks or disks.
 *
 * @param kind what it is of, needs and takes hold of
 */
record NodeFault(String name, String explanation, Kind kind, Deed deed) implements Fault {
  /** Does it. */
  interface Deed {
    Injection begin(Cluster cluster, RandomGenerator dice);
  }

  /** Does it to one node that is there. */
  interface ToOne {
    Injection begin(Cluster cluster, int node, RandomGenerator dice);
  }

  /** Chooses a node; one that is down is missed. */
  static Deed toOne(ToOne deed) {
    return (cluster, dice) -> {
      int node = Victims.one(cluster, dice);
      return cluster.life(node) == Life.DOWN
          ? Injected.missed("n" + node + " did not run")
          : deed.begin(cluster, node, dice);
    };
  }

  /** What such faults have in common. */
  record Kind(Family family, Set<Preload> preloads, Set<Grip> grips, Span span) {
    Kind lasting(Span span) {
      return new Kind(family, preloads, grips, span);
    }
  }

  @Override
  public Family family() {
    return kind.family();
  }

  @Override
  public Set<Preload> preloads() {
    return kind.preloads();
  }

  @Override
  public Set<Grip> grips() {
    return kind.grips();
  }

  @Override
  public Span span() {
    return kind.span();
  }

  @Override
  public Optional<String> whyNotHere(Surroundings here) {
    return kind.preloads().stream()
        .flatMap(preload -> Libraries.whyNotHere(preload).stream())
        .findFirst();
  }

  @Override
  public Injection begin(Cluster cluster, RandomGenerator dice) {
    return deed.begin(cluster, dice);
  }
}
