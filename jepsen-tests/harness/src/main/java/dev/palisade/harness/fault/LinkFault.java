package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Nets;
import dev.palisade.harness.net.Trouble;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Links that are bad, but not cut.
 *
 * @param obstacle where it cannot be had, and why
 */
record LinkFault(String name, String explanation, Obstacle obstacle, Deed deed) implements Fault {
  private static final Span SPAN = new Span(500, 5_000);
  private static final int SMALLEST_BYTES_PER_SECOND = 4_000;
  private static final int LARGEST_BYTES_PER_SECOND = 200_000;

  /** Why networks of a kind cannot do it here; empty when they can. */
  interface Obstacle {
    Optional<String> in(NetKind kind);
  }

  /** Does it to some links. */
  interface Deed {
    Injection begin(Net net, List<Link> links, RandomGenerator dice);
  }

  static List<Fault> all() {
    return List.of(
        new LinkFault(
            "delay",
            "What is sent arrives 20 to 500 ms later.",
            LinkFault::noDelay,
            LinkFault::delay),
        new LinkFault(
            "jitter",
            "What is sent arrives 0 to 300 ms later, unevenly.",
            LinkFault::noDelay,
            LinkFault::jitter),
        new LinkFault(
            "loss",
            "Of what is sent, 1 to 30 % are lost and sent again.",
            LinkFault::none,
            LinkFault::loss),
        new LinkFault(
            "bandwidth",
            "Only 4 to 200 kB a second get through.",
            LinkFault::none,
            LinkFault::bandwidth),
        new LinkFault("reset", "Connections are reset, once.", Nets::whyNotReset, LinkFault::reset),
        new LinkFault(
            "half-open",
            "One end forgets its connections, and the other does not learn of it.",
            Nets::whyNotReset,
            LinkFault::halfOpen));
  }

  private static Optional<String> none(NetKind kind) {
    return Optional.empty();
  }

  private static Optional<String> noDelay(NetKind kind) {
    return kind == NetKind.NETNS
        ? Optional.of("packet filters cannot delay packets; use --net proxy")
        : Optional.empty();
  }

  private static Injection delay(Net net, List<Link> links, RandomGenerator dice) {
    int millis = dice.nextInt(20, 501);
    return trouble(net, links, "%d ms later".formatted(millis), new Trouble.Delay(millis, 0));
  }

  private static Injection jitter(Net net, List<Link> links, RandomGenerator dice) {
    int half = dice.nextInt(5, 151);
    return trouble(
        net, links, "0 to %d ms later".formatted(2 * half), new Trouble.Delay(half, half));
  }

  private static Injection loss(Net net, List<Link> links, RandomGenerator dice) {
    int percent = dice.nextInt(1, 31);
    return trouble(net, links, percent + " % lost", new Trouble.Loss(percent / 100.0));
  }

  private static Injection bandwidth(Net net, List<Link> links, RandomGenerator dice) {
    int bytes = dice.nextInt(SMALLEST_BYTES_PER_SECOND, LARGEST_BYTES_PER_SECOND);
    String text = String.format(Locale.ROOT, "%.1f kB/s", bytes / 1e3);
    return trouble(net, links, text, new Trouble.Bandwidth(bytes));
  }

  private static Injection reset(Net net, List<Link> links, RandomGenerator dice) {
    return net.reset(links)
        ? Injected.links("connections reset", links, () -> {})
        : Injected.missed("no connection to reset");
  }

  private static Injection halfOpen(Net net, List<Link> links, RandomGenerator dice) {
    return net.halfOpen(links)
        .<Injection>map(hold -> Injected.links("connections half open", links, hold::off))
        .orElseGet(() -> Injected.missed("no connection to leave half open"));
  }

  private static Injection trouble(Net net, List<Link> links, String text, Trouble trouble) {
    Net.Hold hold = net.trouble(links, trouble);
    return Injected.links(text, links, hold::off);
  }

  @Override
  public Family family() {
    return Family.NETWORK;
  }

  @Override
  public Span span() {
    return SPAN;
  }

  @Override
  public Optional<String> whyNotHere(Surroundings here) {
    if (here.nodes() < 2) {
      return Optional.of("it needs 2 nodes");
    }
    return obstacle.in(here.net());
  }

  /** All links, or those of one node, or one. */
  @Override
  public Injection begin(Cluster cluster, RandomGenerator dice) {
    List<Integer> one = List.of(Victims.one(cluster, dice));
    List<Integer> others = Victims.others(cluster, one);
    List<Link> links =
        switch (dice.nextInt(3)) {
          case 0 -> Link.oneWay(cluster.nodes(), cluster.nodes());
          case 1 -> Link.between(one, others);
          default -> List.of(new Link(one.getFirst(), others.getFirst()));
        };
    return deed.begin(cluster.net(), links, dice);
  }
}
