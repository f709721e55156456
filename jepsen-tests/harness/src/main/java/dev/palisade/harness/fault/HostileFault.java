package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Attacks;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A client or a stranger that attacks the nodes through their own interfaces. */
record HostileFault(String name, String explanation) implements Fault {
  static List<Fault> all() {
    return List.of(
        new HostileFault(
            "large-answers",
            "A client asks for hundreds of values of 1 MiB and ranges of 4 MiB at the same time."),
        new HostileFault(
            "deaf-streams", "Clients ask for ranges of 4 MiB and never read an answer."),
        new HostileFault(
            "oversized-batches",
            "A client sends batches of more operations than allowed after valid ones."),
        new HostileFault(
            "scans",
            "A client asks for 100 counts of all keys and 100 recomputed hashes at a time."),
        new HostileFault(
            "garbage",
            "Bytes that are not the protocol, and messages that cannot be parsed, to every method."),
        new HostileFault(
            "hoarding",
            "A client fills the store with fences, protected prefixes, sessions and kept answers."),
        new HostileFault(
            "nonsense", "Administrators' calls with addresses and numbers that make no sense."),
        new HostileFault(
            "strangers",
            "Unknown nodes greet the peer port, send malformed frames, and leave connections"
                + " open."));
  }

  @Override
  public Family family() {
    return Family.HOSTILE;
  }

  @Override
  public Span span() {
    return Span.LONG;
  }

  @Override
  public Optional<String> whyNotHere(Surroundings here) {
    return here.attacks()
        ? Optional.empty()
        : Optional.of("no attacks on this system are known here");
  }

  @Override
  public Injection begin(Cluster cluster, RandomGenerator dice) {
    Attacks attacks =
        cluster
            .system()
            .attacks()
            .orElseThrow(() -> new ClusterException("no attacks on this system are known"));
    List<Integer> nodes = cluster.nodes();
    Attacks.Attack attack =
        attacks.start(name, nodes.stream().map(cluster::plan).toList(), dice.nextLong());
    return Injected.nodes(name + " against " + Victims.show(nodes), nodes, attack::close);
  }
}
