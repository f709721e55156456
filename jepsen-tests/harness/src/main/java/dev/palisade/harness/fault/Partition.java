package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Links that are cut for a while.
 *
 * @param leastNodes with fewer the shape does not exist
 */
record Partition(String name, String explanation, int leastNodes, Shape shape) implements Fault {
  /** Chooses what is cut. */
  interface Shape {
    Cut cut(Cluster cluster, RandomGenerator dice);
  }

  /** What is cut, in words and in links. */
  record Cut(String text, List<Link> links) {
    /** Some nodes are apart from all others. */
    static Cut apart(Cluster cluster, List<Integer> some) {
      List<Integer> others = Victims.others(cluster, some);
      return new Cut(Victims.show(some) + " | " + Victims.show(others), Link.between(some, others));
    }
  }

  @Override
  public Family family() {
    return Family.PARTITION;
  }

  /** Now and then so long that what a node does without the others can be judged. */
  @Override
  public Span span() {
    return new Span(Span.SHORT.leastMillis(), Span.LONG.mostMillis());
  }

  @Override
  public Optional<String> whyNotHere(Surroundings here) {
    return here.nodes() < leastNodes
        ? Optional.of("it needs %d nodes; there are %d".formatted(leastNodes, here.nodes()))
        : Optional.empty();
  }

  @Override
  public Injection begin(Cluster cluster, RandomGenerator dice) {
    Cut cut = shape.cut(cluster, dice);
    if (cut.links().isEmpty()) {
      return Injected.missed(cut.text() + ": nothing to cut among so few");
    }
    Net.Hold hold = cluster.net().trouble(cut.links(), new Trouble.Cut());
    return Injected.links(cut.text(), cut.links(), hold::off);
  }
}
