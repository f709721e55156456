package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.fault.Partition.Cut;
import dev.palisade.harness.net.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The shapes of partitions that have broken consensus before. */
final class Partitions {
  private Partitions() {}

  static List<Fault> all() {
    return List.of(
        new Partition(
            "partition-one", "One node is cut off from all others.", 2, Partitions::aNode),
        new Partition(
            "partition-halves",
            "The nodes fall into two halves; with an odd number one is larger.",
            2,
            Partitions::halves),
        new Partition(
            "partition-minority",
            "Fewer than half of the nodes are cut off together.",
            3,
            (cluster, dice) -> Cut.apart(cluster, Victims.minority(cluster, dice))),
        new Partition(
            "partition-ring",
            "Each node sees a majority, and no two see the same one.",
            4,
            Partitions::ring),
        new Partition(
            "partition-bridge",
            "Two halves are joined by one node that sees both.",
            3,
            Partitions::bridge),
        new Partition(
            "partition-one-way",
            "One node is heard by nobody, or hears nobody.",
            2,
            Partitions::oneWay),
        new Partition(
            "partition-chain",
            "The nodes stand in a line, and each sees its neighbours only.",
            3,
            Partitions::chain),
        new Partition(
            "partition-leader",
            "The leader is cut off from all others.",
            2,
            (cluster, dice) ->
                Cut.apart(
                    cluster,
                    List.of(cluster.leader().orElseGet(() -> Victims.one(cluster, dice))))),
        new Flapping());
  }

  static Cut aNode(Cluster cluster, RandomGenerator dice) {
    return Cut.apart(cluster, List.of(Victims.one(cluster, dice)));
  }

  private static Cut halves(Cluster cluster, RandomGenerator dice) {
    List<Integer> nodes = Victims.shuffled(cluster, dice);
    return Cut.apart(cluster, nodes.subList(0, nodes.size() / 2));
  }

  private static Cut ring(Cluster cluster, RandomGenerator dice) {
    List<Integer> ring = Victims.shuffled(cluster, dice);
    int reach = cluster.majority() / 2;
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      for (int j = i + 1; j < ring.size(); j++) {
        int apart = Math.min(j - i, ring.size() - (j - i));
        if (apart > reach) {
          links.addAll(Link.between(List.of(ring.get(i)), List.of(ring.get(j))));
        }
      }
    }
    return new Cut("ring " + ring, links);
  }

  private static Cut bridge(Cluster cluster, RandomGenerator dice) {
    List<Integer> nodes = Victims.shuffled(cluster, dice);
    int bridge = nodes.removeFirst();
    int half = nodes.size() / 2;
    List<Integer> left = nodes.subList(0, half);
    List<Integer> right = nodes.subList(half, nodes.size());
    String text = Victims.show(left) + " | " + Victims.show(right) + ", joined by n" + bridge;
    return new Cut(text, Link.between(left, right));
  }

  private static Cut oneWay(Cluster cluster, RandomGenerator dice) {
    List<Integer> one = List.of(Victims.one(cluster, dice));
    List<Integer> others = Victims.others(cluster, one);
    return dice.nextBoolean()
        ? new Cut("nobody hears " + Victims.show(one), Link.oneWay(one, others))
        : new Cut(Victims.show(one) + " hears nobody", Link.oneWay(others, one));
  }

  private static Cut chain(Cluster cluster, RandomGenerator dice) {
    List<Integer> line = Victims.shuffled(cluster, dice);
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < line.size(); i++) {
      for (int j = i + 2; j < line.size(); j++) {
        links.addAll(Link.between(List.of(line.get(i)), List.of(line.get(j))));
      }
    }
    return new Cut("chain " + line, links);
  }
}
