package dev.palisade.harness.run;

import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What docs/chaos-runs.md shows; compiled, and run by {@link ChaosRunTest}. */
final class OtherSystemExample {
  private OtherSystemExample() {}

  static JsonFields run(
      SystemUnderTest mySystem, Function<Cluster, ClientFactory> myRegisterClients, Path store)
      throws IOException, InterruptedException {
    // begin
    Target target =
        new Target() {
          @Override
          public SystemUnderTest system() {
            return mySystem; // How a node is started, and how it says whether it leads.
          }

          @Override
          public Optional<ClientFactory> clients(String workload, Cluster cluster) {
            return workload.equals("register")
                ? Optional.of(myRegisterClients.apply(cluster))
                : Optional.empty();
          }
        };
    ChaosOptions options =
        ChaosOptions.of(3, NetKind.PROXY, store)
            .nemesis("kill,pause")
            .duration(Duration.ofSeconds(5));
    try (ChaosRun run = ChaosRun.prepare(target, Workloads.named("register"), options)) {
      JsonFields results = run.run();
      System.out.println(results.text("verdict", "") + ", see " + run.directory().path());
      return results;
    }
    // end
  }
}
