package dev.palisade.cli.failover;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.local.ServerProgram;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.net.Link;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.net.Trouble;
import dev.palisade.harness.palisade.PalisadeSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Processes whose links lead through proxies, so that they can be cut. */
final class ProxiedBed implements Bed {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final PalisadeSystem system;
  private final Cluster nodes;
  private Net.@Nullable Hold cut;

  private ProxiedBed(Path folder, PalisadeSystem system, Cluster nodes) {
    this.folder = folder;
    this.system = system;
    this.nodes = nodes;
  }

  static ProxiedBed start() throws IOException {
    List<String> server = new ArrayList<>(ServerProgram.command());
    server.add("--until-stdin-closes");
    ThreadLocalRandom random = ThreadLocalRandom.current();
    PalisadeSystem system =
        new PalisadeSystem(server, random.nextLong(1, Long.MAX_VALUE), Map.of());
    Path folder = Files.createTempDirectory("palisade-");
    ClusterShape shape = new ClusterShape(3, NetKind.PROXY, folder, Set.of(), random.nextLong());
    return new ProxiedBed(folder, system, Cluster.start(system, shape));
  }

  @Override
  public List<String> endpoints() {
    return nodes.nodes().stream().map(node -> nodes.clientAddress(node).toString()).toList();
  }

  @Override
  public int awaitLeader() throws InterruptedException {
    boolean isReady = nodes.awaitReady(START);
    return nodes
        .leader()
        .filter(leader -> isReady)
        .orElseThrow(
            () ->
                new CommandFailed(
                    ExitCode.UNHEALTHY, "no leader within " + START.toMillis() + " ms"));
  }

  @Override
  public void strike(LeaderFault fault, int node) {
    List<Integer> others = nodes.nodes().stream().filter(each -> each != node).toList();
    cut = nodes.net().trouble(Link.between(List.of(node), others), new Trouble.Cut());
  }

  @Override
  public void mend(LeaderFault fault, int node) {
    if (cut != null) {
      cut.off();
      cut = null;
    }
  }

  @Override
  public void close() {
    nodes.close();
    system.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + folder, e);
    }
  }
}
