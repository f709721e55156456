package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Chooses whom a fault meets. Leaders are met as often as all others together. */
final class Victims {
  private Victims() {}

  /** One node. */
  static int one(Cluster cluster, RandomGenerator dice) {
    Optional<Integer> leader = dice.nextBoolean() ? cluster.leader() : Optional.empty();
    return leader.orElseGet(() -> cluster.nodes().get(dice.nextInt(cluster.nodes().size())));
  }

  /** At least one node and fewer than half, where there are three or more. */
  static List<Integer> minority(Cluster cluster, RandomGenerator dice) {
    int most = Math.max(1, cluster.nodes().size() - cluster.majority());
    List<Integer> order = startingWith(one(cluster, dice), cluster, dice);
    return List.copyOf(order.subList(0, 1 + dice.nextInt(most)));
  }

  /** All nodes in a random order. */
  static List<Integer> shuffled(Cluster cluster, RandomGenerator dice) {
    List<Integer> nodes = new ArrayList<>(cluster.nodes());
    Collections.shuffle(nodes, java.util.Random.from(dice));
    return nodes;
  }

  private static List<Integer> startingWith(int first, Cluster cluster, RandomGenerator dice) {
    List<Integer> order = shuffled(cluster, dice);
    order.remove(Integer.valueOf(first));
    order.addFirst(first);
    return order;
  }

  /** All nodes but these. */
  static List<Integer> others(Cluster cluster, List<Integer> some) {
    return cluster.nodes().stream().filter(node -> !some.contains(node)).toList();
  }

  /** {@code n1, n3}. */
  static String show(List<Integer> nodes) {
    return nodes.stream().sorted().map(node -> "n" + node).collect(Collectors.joining(", "));
  }
}
