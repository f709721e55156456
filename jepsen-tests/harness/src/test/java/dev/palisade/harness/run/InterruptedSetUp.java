package dev.palisade.harness.run;

import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.cluster.TinySystem;
import dev.palisade.harness.net.NetKind;
import dev.palisade.harness.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A run to be interrupted, whose workload is never set up. */
final class InterruptedSetUp {
  private InterruptedSetUp() {}

  private static final class Unready implements Client {
    @Override
    public void setup() throws IOException {
      System.out.println("setting up");
      throw new IOException("not yet");
    }

    @Override
    public Completion invoke(Operation operation) {
      return Completion.fail(operation.value(), "not yet");
    }

    @Override
    public void close() {}
  }

  /** Argument: where runs are kept. */
  public static void main(String[] arguments) throws Exception {
    Target target =
        new Target() {
          private final TinySystem system = new TinySystem();

          @Override
          public SystemUnderTest system() {
            return system;
          }

          @Override
          public Optional<ClientFactory> clients(String workload, Cluster cluster) {
            return Optional.of(_ -> new Unready());
          }
        };
    ChaosOptions options =
        ChaosOptions.of(3, NetKind.PROXY, Path.of(arguments[0]))
            .nemesis("pause")
            .duration(Duration.ofMinutes(10));
    try (ChaosRun run = ChaosRun.prepare(target, Workloads.named("register"), options)) {
      run.run();
    }
  }
}
