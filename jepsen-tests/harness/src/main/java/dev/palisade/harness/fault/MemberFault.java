package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.cluster.Members;
import dev.palisade.harness.fault.Fault.Grip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Members that come and go, and leadership that is handed over. Joining and leaving are begun here
 * and take as long as the cluster takes; it has recovered when that is done.
 *
 * @param grips as for any fault
 * @param leastNodes with fewer there is nobody to spare
 */
record MemberFault(String name, String explanation, Set<Grip> grips, int leastNodes, Deed deed)
    implements Fault {
  /** Who joins has nothing yet, and who has left counts no more. */
  private static final Set<Grip> CHANGES = Set.of(Grip.MEMBERS, Grip.COPY);

  /** Does it. */
  interface Deed {
    Injection begin(Cluster cluster, Members members, RandomGenerator dice);
  }

  static List<Fault> all() {
    return List.of(
        new MemberFault(
            "grow", "A node joins, and leaves at healing.", CHANGES, 1, MemberFault::grow),
        new MemberFault(
            "shrink",
            "A node leaves, and at healing joins again, empty and under another id.",
            CHANGES,
            3,
            MemberFault::shrink),
        new MemberFault(
            "replace",
            "A node is killed for good, and one that is empty takes its place under another id.",
            CHANGES,
            3,
            MemberFault::replace),
        new MemberFault(
            "transfer",
            "Leadership is handed over to another node, the first of all that takes it.",
            Set.of(Grip.MEMBERS),
            2,
            MemberFault::transfer));
  }

  private static Injection grow(Cluster cluster, Members members, RandomGenerator dice) {
    int node =
        cluster.places().stream()
            .filter(place -> !cluster.nodes().contains(place))
            .findFirst()
            .orElseThrow(() -> new ClusterException("every node is a member already"));
    members.admit(node);
    return Injected.nodes("n" + node + " joins", List.of(node), () -> members.dismiss(node));
  }

  private static Injection shrink(Cluster cluster, Members members, RandomGenerator dice) {
    int node = Victims.one(cluster, dice);
    members.dismiss(node);
    return Injected.nodes("n" + node + " leaves", List.of(node), () -> members.admit(node));
  }

  private static Injection replace(Cluster cluster, Members members, RandomGenerator dice) {
    int node = Victims.one(cluster, dice);
    members.replace(node);
    int member = cluster.plan(node).member();
    return Injected.nodes(
        "n%d replaced, now under the id %d".formatted(node, member), List.of(node), () -> {});
  }

  private static Injection transfer(Cluster cluster, Members members, RandomGenerator dice) {
    List<String> refusals = new ArrayList<>();
    for (int to : Victims.shuffled(cluster, dice)) {
      Optional<String> whyNot = members.transfer(to);
      if (whyNot.isEmpty()) {
        return Injected.nodes("leadership handed over to n" + to, List.of(to), () -> {});
      }
      refusals.add("to n%d: %s".formatted(to, whyNot.get()));
    }
    return Injected.missed("leadership not handed over " + String.join("; ", refusals));
  }

  @Override
  public Family family() {
    return Family.MEMBERSHIP;
  }

  @Override
  public Span span() {
    return Span.LONG;
  }

  @Override
  public Optional<String> whyNotHere(Surroundings here) {
    if (!here.membership()) {
      return Optional.of("the members of this system cannot be changed from here");
    }
    return here.nodes() < leastNodes
        ? Optional.of("it needs %d nodes; there are %d".formatted(leastNodes, here.nodes()))
        : Optional.empty();
  }

  @Override
  public Injection begin(Cluster cluster, RandomGenerator dice) {
    Members members =
        cluster.members().orElseThrow(() -> new ClusterException("its members cannot be changed"));
    return deed.begin(cluster, members, dice);
  }
}
