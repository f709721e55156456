package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.StillSystem;
import dev.palisade.harness.net.CutListener;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.NetKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PartitionsTest {
  private static final int SEEDS = 40;

  @TempDir private Path folder = Path.of("");

  private Cluster start(int nodes, int leader) {
    return Cluster.start(
        new StillSystem(leader), new ClusterShape(nodes, NetKind.PROXY, folder, Set.of(), 1));
  }

  private static Fault fault(String name) {
    return Faults.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * {@code 12-3} cuts both directions between nodes 1 and 2 and node 3, {@code 1>23} what node 1
   * sends to 2 and 3.
   */
  private static Set<Link> links(String shape) {
    Set<Link> links = new HashSet<>();
    for (String part : shape.strip().split(" ", -1)) {
      boolean both = part.contains("-");
      String[] sides = part.split("[->]", -1);
      links.addAll(
          both
              ? Link.between(digits(sides[0]), digits(sides[1]))
              : Link.oneWay(digits(sides[0]), digits(sides[1])));
    }
    return links;
  }

  private static List<Integer> digits(String text) {
    return text.chars().mapToObj(Character::getNumericValue).toList();
  }

  /** Whether one is the other with its nodes numbered in some other way. */
  private static boolean isSameShape(Set<Link> one, Set<Link> other, int nodes) {
    return orders(IntStream.rangeClosed(1, nodes).boxed().toList())
        .anyMatch(order -> renumbered(one, node -> order.get(node - 1)).equals(other));
  }

  private static Set<Link> renumbered(Set<Link> links, UnaryOperator<Integer> number) {
    Set<Link> renumbered = new HashSet<>();
    links.forEach(
        link -> renumbered.add(new Link(number.apply(link.from()), number.apply(link.to()))));
    return renumbered;
  }

  private static Stream<List<Integer>> orders(List<Integer> nodes) {
    if (nodes.isEmpty()) {
      return Stream.of(List.of());
    }
    return nodes.stream()
        .flatMap(
            first ->
                orders(nodes.stream().filter(node -> !node.equals(first)).toList())
                    .map(rest -> Stream.concat(Stream.of(first), rest.stream()).toList()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "partition-one      | 3 | 1-23",
        "partition-one      | 5 | 1-2345",
        "partition-halves   | 3 | 1-23",
        "partition-halves   | 5 | 12-345",
        "partition-minority | 3 | 1-23",
        "partition-minority | 5 | 1-2345 or 12-345",
        "partition-ring     | 5 | 1-34 2-45 3-5",
        "partition-bridge   | 3 | 1-2",
        "partition-bridge   | 5 | 12-34",
        "partition-one-way  | 3 | 1>23 or 23>1",
        "partition-one-way  | 5 | 1>2345 or 2345>1",
        "partition-chain    | 3 | 1-3",
        "partition-chain    | 5 | 1-345 2-45 3-5",
        "partition-leader   | 3 | 1-23",
        "partition-leader   | 5 | 1-2345",
      })
  void aPartitionCutsLinksOfItsShapeWhicheverNodesItMeets(String name, int nodes, String shapes) {
    List<Set<Link>> allowed =
        Stream.of(shapes.split(" or ", -1)).map(PartitionsTest::links).toList();
    Partition partition = (Partition) fault(name);
    Set<Set<Link>> had = new HashSet<>();
    Set<Integer> shapesHad = new TreeSet<>();
    try (Cluster cluster = start(nodes, 0)) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        List<Link> cut = partition.shape().cut(cluster, new SplittableRandom(seed)).links();
        assertThat(cut).doesNotHaveDuplicates();
        Set<Link> links = Set.copyOf(cut);
        int shape =
            IntStream.range(0, allowed.size())
                .filter(each -> isSameShape(allowed.get(each), links, nodes))
                .findFirst()
                .orElse(-1);
        assertThat(shape).as("shape of %s by seed %d", cut, seed).isNotNegative();
        shapesHad.add(shape);
        had.add(links);
      }
    }
    assertThat(shapesHad).as("shapes").hasSize(allowed.size());
    assertThat(had).as("links").hasSizeGreaterThan(allowed.size());
  }

  @ParameterizedTest
  @CsvSource({"3, 2-13", "5, 2-1345"})
  void aLeaderThatIsKnownIsTheOneThatIsCutOff(int nodes, String links) {
    Partition partition = (Partition) fault("partition-leader");
    try (Cluster cluster = start(nodes, 2)) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        assertThat(partition.shape().cut(cluster, new SplittableRandom(seed)).links())
            .containsExactlyInAnyOrderElementsOf(links(links));
      }
    }
  }

  @Test
  void whatIsBegunIsCutUntilItIsHealed() {
    try (Cluster cluster = start(5, 1)) {
      for (Fault each : Partitions.all()) {
        List<Collection<Link>> cuts = new ArrayList<>();
        List<Long> open = new ArrayList<>();
        cluster.tellCuts(
            new CutListener() {
              @Override
              public synchronized void cut(long number, Collection<Link> links) {
                cuts.add(links);
                open.add(number);
              }

              @Override
              public synchronized void joining(long number) {
                open.remove(number);
              }
            });
        Injection injection = each.begin(cluster, new SplittableRandom(1));
        assertThat(injection.isMissed()).as(each.name()).isFalse();
        assertThat(cuts.getFirst())
            .as(each.name())
            .containsExactlyInAnyOrderElementsOf(injection.links());
        injection.heal();
        assertThat(open).as("%s, healed", each.name()).isEmpty();
      }
    }
  }

  @Test
  void aRingOfThreeWhichHasNothingToCutIsMissed() {
    try (Cluster cluster = start(3, 1)) {
      assertThat(fault("partition-ring").begin(cluster, new SplittableRandom(1)).isMissed())
          .isTrue();
    }
  }
}
