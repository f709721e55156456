package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Trouble;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Links that are bad, but not cut.
 *
 * @param impossible where it cannot be had, and why
 */
record LinkFault(String name, String explanation, Optional<NotIn> impossible, Deed deed)
    implements Fault {
  private static final Span SPAN = new Span(500, 5_000);
  private static final int SMALLEST_BYTES_PER_SECOND = 4_000;
  private static final int LARGEST_BYTES_PER_SECOND = 200_000;

  /** A kind of network that cannot do it. */
  record NotIn(NetKind kind, String why) {}

  /** Does it to some links. */
  interface Deed {
    Injection begin(Net net, List<Link> links, RandomGenerator dice);
  }

  static List<Fault> all() {
    Optional<NotIn> noDelay =
        Optional.of(
            new NotIn(NetKind.NETNS, "packet filters cannot delay packets; use --net proxy"));
    return List.of(
        new LinkFault(
            "delay", "What is sent arrives 20 to 500 ms later.", noDelay, LinkFault::delay),
        new LinkFault(
            "jitter",
            "What is sent arrives 0 to 300 ms later, unevenly.",
            noDelay,
            LinkFault::jitter),
        new LinkFault(
            "loss",
            "Of what is sent, 1 to 30 % are lost and sent again.",
            Optional.empty(),
            LinkFault::loss),
        new LinkFault(
            "bandwidth",
            "Only 4 to 200 kB a second get through.",
            Optional.empty(),
            LinkFault::bandwidth),
        new LinkFault("reset", "Connections are reset, once.", Optional.empty(), LinkFault::reset),
        new LinkFault(
            "half-open",
            "One end forgets its connections, and the other does not learn of it.",
            Optional.empty(),
            LinkFault::halfOpen));
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
    net.reset(links);
    return Injected.links("connections reset", links, () -> {});
  }

  private static Injection halfOpen(Net net, List<Link> links, RandomGenerator dice) {
    Net.Hold hold = net.halfOpen(links);
    return Injected.links("connections half open", links, hold::off);
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
    return impossible.filter(not -> not.kind() == here.net()).map(NotIn::why);
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
