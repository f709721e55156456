package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.Preload;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Something that can be done to a cluster and undone. Stateless; used from one thread. */
public interface Fault {
  /** As in commands, for example {@code partition-one}. */
  String name();

  /** What kind it is of. */
  Family family();

  /** One sentence for people. */
  String explanation();

  /** What nodes must have been started with for it. */
  default Set<Preload> preloads() {
    return Set.of();
  }

  /**
   * What it takes hold of, alone: two faults that take hold of the same thing are not begun at the
   * same time.
   */
  default Set<Grip> grips() {
    return Set.of();
  }

  /** Why it cannot be done here, and what to do about it; empty when it can. */
  Optional<String> whyNotHere(Surroundings here);

  /**
   * Does it.
   *
   * @param dice chooses nodes and sizes
   */
  Injection begin(Cluster cluster, RandomGenerator dice);

  /** How long it stays; the schedule chooses. */
  default Span span() {
    return Span.SHORT;
  }

  /** What a fault takes hold of. */
  enum Grip {
    /** Whether processes stand still. */
    PAUSES,
    /** Wall clocks. */
    CLOCK,
    /** What disks do, and what files hold. */
    FILES,
    /** Who the members are, and who leads them. */
    MEMBERS,
    /**
     * One node's copy of the data, which it may be without. This is held until the cluster has
     * recovered, though the fault be healed long before: of three copies two are a majority.
     */
    COPY
  }

  /**
   * How long a fault may stay.
   *
   * @param leastMillis at least 0
   * @param mostMillis a run may shorten it, but not below the least
   */
  record Span(int leastMillis, int mostMillis) {
    /** As long as it takes to elect a leader, or a few times longer. */
    public static final Span SHORT = new Span(300, 2_500);

    /** Long enough for what a node has to notice by itself. */
    public static final Span LONG = new Span(1_000, 5_000);
  }
}
