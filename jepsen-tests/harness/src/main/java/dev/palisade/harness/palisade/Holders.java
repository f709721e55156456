package dev.palisade.harness.palisade;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.cluster.Cluster;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The holders' processes of one run, one for each worker that ever holds a fence. They stay when
 * their workers take new clients, since a holder that was away keeps its token whatever became of
 * its last write; the cluster ends them. Thread-safe.
 */
final class Holders implements ClientFactory {
  private final Cluster cluster;
  private final List<String> endpoints;
  private final Map<Integer, HolderProcess> processes = new ConcurrentHashMap<>();

  Holders(Cluster cluster, List<String> endpoints) {
    this.cluster = cluster;
    this.endpoints = endpoints;
  }

  @Override
  public Client open(int worker) {
    return new PausedHolderClient(
        this, worker, new FencedRegisterClient(PalisadeClients.open(endpoints, _ -> {}), worker));
  }

  /** That of a worker, which is started if it is not there. */
  HolderProcess of(int worker) {
    return processes.compute(
        worker,
        (_, present) -> present != null && present.isAlive() ? present : start("holder-" + worker));
  }

  /** That of a worker, if it ever had one. */
  Optional<HolderProcess> present(int worker) {
    return Optional.ofNullable(processes.get(worker));
  }

  private HolderProcess start(String name) {
    Path log = cluster.plan(1).directory().resolveSibling(name + ".log");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms16m", "-Xmx64m"));
    line.addAll(warmUp());
    line.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    line.add(HolderProgram.class.getName());
    line.add(name.substring(name.indexOf('-') + 1));
    line.add(String.join(",", endpoints));
    line.add(log.toString()); // So that a list of processes tells to which run it belongs.
    return new HolderProcess(cluster.startClient(name, line, log), isOneClockForAll());
  }

  /** What makes this process start fast makes those fast as well. */
  private static List<String> warmUp() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:AOTCache=") || flag.startsWith("-Xlog:"))
        .toList();
  }

  /** On Linux {@link System#nanoTime} is the monotonic clock of the machine. */
  private static boolean isOneClockForAll() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }
}
