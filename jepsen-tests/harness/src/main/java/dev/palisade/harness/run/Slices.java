package dev.palisade.harness.run;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Several workloads at the same time on one cluster: each has some of the workers for itself. */
final class Slices {
  private final List<Slice> slices = new ArrayList<>();
  private final int workers;

  /** The workers from a number on, up to another, exclusive. */
  private record Slice(Workload workload, int from, int to, KeysUsed keys) {
    Generator last() {
      return Generators.onWorkers(from, to, workload.last(keys.soFar()));
    }
  }

  /**
   * Shares the workers out.
   *
   * @throws IllegalArgumentException if there are fewer of them than workloads
   */
  Slices(List<Workload> workloads, int workers) {
    if (workers < workloads.size() || workloads.isEmpty()) {
      throw new IllegalArgumentException(
          workers + " workers cannot do " + workloads.size() + " workloads; each needs one");
    }
    this.workers = workers;
    for (int i = 0; i < workloads.size(); i++) {
      int from = i * workers / workloads.size();
      int to = (i + 1) * workers / workloads.size();
      Workload workload = workloads.get(i);
      if (to - from < workload.leastWorkers()) {
        throw new IllegalArgumentException(
            "workload %s takes %d workers and would have %d of the %d; give more by --workers"
                .formatted(workload.name(), workload.leastWorkers(), to - from, workers));
      }
      slices.add(new Slice(workload, from, to, new KeysUsed()));
    }
  }

  List<Workload> workloads() {
    return slices.stream().map(Slice::workload).toList();
  }

  Generator load(long seed) {
    List<Generator> all = new ArrayList<>();
    for (Slice slice : slices) {
      Generator own = slice.workload().load(seed + slice.from());
      all.add(Generators.onWorkers(slice.from(), slice.to(), own));
    }
    return Generators.together(all);
  }

  /** What is asked once all is healed. */
  Generator last() {
    return Generators.together(slices.stream().map(Slice::last).toList());
  }

  /**
   * The clients of all; the keys that they are asked to work on are those that {@link #last} asks
   * for.
   *
   * @throws IllegalArgumentException if the system has none for one of them
   */
  ClientFactory clients(Target target, Cluster cluster) {
    return clients(workload -> factory(target, workload, cluster));
  }

  ClientFactory clients(Function<Workload, ClientFactory> ofOne) {
    List<ClientFactory> factories = new ArrayList<>();
    for (Slice slice : slices) {
      ClientFactory own = slice.keys().of(ofOne.apply(slice.workload()));
      for (int worker = slice.from(); worker < slice.to(); worker++) {
        factories.add(own);
      }
    }
    return worker -> factories.get(worker).open(worker);
  }

  private static ClientFactory factory(Target target, Workload workload, Cluster cluster) {
    return target.clients(workload.name(), cluster).orElseThrow(() -> cannotRun(workload, target));
  }

  /**
   * Whether a target has clients for all.
   *
   * @throws IllegalArgumentException if it has none for one of them
   */
  void requireClientsOf(Target target) {
    for (Slice slice : slices) {
      if (!target.supports(slice.workload().name())) {
        throw cannotRun(slice.workload(), target);
      }
    }
  }

  private static IllegalArgumentException cannotRun(Workload workload, Target target) {
    return new IllegalArgumentException(
        "workload %s cannot be run against %s; `palisade chaos list` tells what can"
            .formatted(workload.name(), target.system().name()));
  }

  /** One client of each workload prepares the system. */
  void setUp(ClientFactory clients) throws Exception {
    for (Slice slice : slices) {
      try (Client client = clients.open(slice.from())) {
        client.setup();
      }
    }
  }

  /**
   * One client of each workload cleans up.
   *
   * @return what came of it where that failed
   */
  List<String> tearDown(ClientFactory clients) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    for (Slice slice : slices) {
      try (Client client = clients.open(slice.from())) {
        client.teardown();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        failures.add("workload %s could not clean up: %s".formatted(slice.workload().name(), e));
      }
    }
    return failures;
  }

  /** What the workers of one workload did. */
  History historyOf(Workload workload, History all) {
    Slice slice =
        slices.stream().filter(each -> each.workload().equals(workload)).findFirst().orElseThrow();
    History.Builder own = History.builder();
    for (int position = 0; position < all.size(); position++) {
      int worker = all.process(position) % workers;
      if (slice.from() <= worker && worker < slice.to()) {
        Op op = all.op(position);
        own.add(all.line(position), op);
      }
    }
    return own.build();
  }
}
