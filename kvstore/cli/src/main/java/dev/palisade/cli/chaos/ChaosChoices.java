package dev.palisade.cli.chaos;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.Version;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.run.ChaosOptions;
import dev.palisade.harness.workload.Workloads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The options of {@code chaos run}. */
final class ChaosChoices {
  private static final Duration STANDARD_DURATION = Duration.ofSeconds(60);
  private static final String STORE = "store";
  private static final int FEWEST_WORKERS = 10;
  private static final int WORKERS_EACH = 3;

  /** What may be put under test. */
  enum System {
    palisade,
    etcd
  }

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many nodes, 1 to 9 (default: ${DEFAULT-VALUE}).")
  private int nodes = 3;

  @Option(
      names = "--workload",
      paramLabel = "NAME,…",
      defaultValue = "register",
      description =
          "What the clients do: names as chaos list shows them, or all. Several share the cluster"
              + " and the workers (default: ${DEFAULT-VALUE}).")
  private String workload = "register";

  @Option(
      names = "--nemesis",
      paramLabel = "NAME,…",
      defaultValue = "partition,process",
      description =
          "What is done to the cluster: names of faults or of families of faults, all, or none"
              + " (default: ${DEFAULT-VALUE}).")
  private String nemesis = "partition,process";

  @Option(names = "--minutes", paramLabel = "M", description = "How long (default: one minute).")
  private @Nullable Double minutes;

  @Option(names = "--seconds", paramLabel = "S", description = "How long, in seconds.")
  private @Nullable Double seconds;

  @Option(
      names = "--calm",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "How many seconds clients work before the first fault; latencies under attack are"
              + " compared with those of this time (default: ${DEFAULT-VALUE}).")
  private double calm;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides what is asked and which faults come in which order (default: any).")
  private @Nullable Long seed;

  @Option(
      names = "--net",
      paramLabel = "KIND",
      defaultValue = "proxy",
      converter = NetName.class,
      description =
          "proxy: each link leads through a TCP proxy. netns: each node has a network namespace;"
              + " needs Linux and root (default: ${DEFAULT-VALUE}).")
  private NetKind net = NetKind.PROXY;

  @Option(
      names = "--system",
      paramLabel = "NAME",
      defaultValue = "palisade",
      description = "What is tested: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private System system = System.palisade;

  @Option(names = "--keep", description = "Keep what the nodes stored though nothing was wrong.")
  private boolean keep;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "300",
      description = "At most so many operations a second (default: ${DEFAULT-VALUE}).")
  private double rate = 300;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Clients at work at the same time (default: 10, or 3 for each workload if that is more).")
  private @Nullable Integer workers;

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      defaultValue = STORE,
      description = "Where runs are kept (default: ${DEFAULT-VALUE}).")
  private String store = STORE;

  @Option(names = "--json", description = "The same as -o json.")
  private boolean json;

  String workload() {
    return workload;
  }

  System system() {
    return system;
  }

  boolean json() {
    return json;
  }

  /**
   * What the run is to be like.
   *
   * @throws IllegalArgumentException if the options contradict each other
   */
  ChaosOptions options(GlobalOptions global, Duration checkBudget) {
    if (minutes != null && seconds != null) {
      throw new IllegalArgumentException("--minutes and --seconds are both given; give one");
    }
    Duration duration =
        minutes != null
            ? Duration.ofMillis((long) (minutes * 60_000))
            : seconds != null ? Duration.ofMillis((long) (seconds * 1_000)) : STANDARD_DURATION;
    long chosen = seed != null ? seed : ThreadLocalRandom.current().nextLong(1_000_000_000);
    return new ChaosOptions(
        nodes,
        net,
        nemesis,
        duration,
        Duration.ofMillis((long) (calm * 1_000)),
        chosen,
        workers(),
        rate,
        global.surroundings().path(store),
        keep,
        checkBudget,
        command(duration, chosen),
        Version.text());
  }

  /** One client alone would leave a workload without anything at the same time. */
  private int workers() {
    int asUsual = Math.max(FEWEST_WORKERS, WORKERS_EACH * Workloads.named(workload).size());
    return workers != null ? workers : asUsual;
  }

  /** The command that runs this again; what is as usual is left out, the seed never is. */
  private String command(Duration duration, long chosen) {
    List<String> words = new ArrayList<>(List.of("palisade", "chaos", "run"));
    words.addAll(List.of("--nodes", Integer.toString(nodes), "--workload", workload));
    words.addAll(List.of("--nemesis", nemesis));
    words.addAll(List.of("--seconds", seconds(duration), "--seed", Long.toString(chosen)));
    words.addAll(List.of("--net", net.word()));
    if (calm > 0) {
      words.addAll(List.of("--calm", seconds(Duration.ofMillis((long) (calm * 1_000)))));
    }
    if (system != System.palisade) {
      words.addAll(List.of("--system", system.name()));
    }
    if (rate != 300) {
      words.addAll(List.of("--rate", Double.toString(rate)));
    }
    if (workers != null) {
      words.addAll(List.of("--workers", Integer.toString(workers)));
    }
    return String.join(" ", words);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? Long.toString(duration.toSeconds())
        : String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1_000.0);
  }

  /** Reads the kind of a network. */
  static final class NetName implements ITypeConverter<NetKind> {
    @Override
    public NetKind convert(String name) {
      return Arrays.stream(NetKind.values())
          .filter(kind -> kind.word().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "'%s' is no network; there are %s"
                          .formatted(
                              name,
                              Arrays.stream(NetKind.values())
                                  .map(NetKind::word)
                                  .collect(Collectors.joining(", ")))));
    }
  }
}
