package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A partition that comes and goes: elections begin and never come to an end. */
final class Flapping implements Fault {
  private static final int LEAST_MILLIS = 50;
  private static final int MOST_MILLIS = 600;

  @Override
  public String name() {
    return "partition-flapping";
  }

  @Override
  public Family family() {
    return Family.PARTITION;
  }

  @Override
  public String explanation() {
    return "One node is cut off and joined again, several times a second.";
  }

  @Override
  public Span span() {
    return Span.LONG;
  }

  @Override
  public Optional<String> whyNotHere(Surroundings here) {
    return here.nodes() < 2 ? Optional.of("it needs 2 nodes") : Optional.empty();
  }

  @Override
  public Injection begin(Cluster cluster, RandomGenerator dice) {
    Partition.Cut cut = Partitions.aNode(cluster, dice);
    RandomGenerator own = new SplittableRandom(dice.nextLong());
    List<Net.Hold> on = new ArrayList<>();
    Repeating flaps =
        Repeating.start(
            name(),
            () -> {
              if (on.isEmpty()) {
                on.add(cluster.net().trouble(cut.links(), new Trouble.Cut()));
              } else {
                on.removeLast().off();
              }
              return own.nextInt(LEAST_MILLIS, MOST_MILLIS);
            });
    return Injected.links(
        cut.text() + ", on and off",
        cut.links(),
        () -> {
          try {
            flaps.stop();
          } finally {
            on.forEach(Net.Hold::off);
          }
        });
  }
}
