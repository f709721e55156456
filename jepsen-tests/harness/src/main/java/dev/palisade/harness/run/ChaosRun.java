package dev.palisade.harness.run;

import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Target;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.cluster.ClusterShape;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.NodeWatch;
import dev.palisade.harness.fault.FaultPlan;
import dev.palisade.harness.fault.Nemesis;
import dev.palisade.harness.fault.Surroundings;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.interpret.Counts;
import dev.palisade.harness.interpret.Interpreter;
import dev.palisade.harness.interpret.Recorder;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.net.Nets;
import dev.palisade.harness.report.ChaosReport;
import dev.palisade.harness.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster of real processes, clients and faults at work on it, and a verdict. Whatever
 * happens, also when this process is told to end, all faults are healed, no process and no network
 * is left, and what is known is in the run's directory.
 *
 * <pre>{@code
 * try (ChaosRun run = ChaosRun.prepare(target, workloads, options)) {
 *   JsonFields results = run.run();
 * }
 * }</pre>
 *
 * <p>{@link #run} is for one thread, once; {@link #progress} for any.
 */
public final class ChaosRun implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final Duration BUDGET_WHEN_INTERRUPTED = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 100;
  private static final long GIVE_UP_SECONDS = 120;

  private final Target target;
  private final Slices slices;
  private final ChaosOptions options;
  private final FaultPlan plan;
  private final RunDirectory directory;
  private final Thread atExit = new Thread(this::interrupt, "interrupt-run");
  private final CountDownLatch over = new CountDownLatch(1);
  private final long startNanos = System.nanoTime();

  private final List<String> notes = new ArrayList<>();
  private boolean readAgain;
  private volatile boolean interrupted;
  private volatile String phase = "starting";
  private volatile @Nullable Interpreter interpreter;
  private volatile @Nullable NodeWatch watch;
  private volatile @Nullable Nemesis nemesis;

  private ChaosRun(
      Target target, Slices slices, ChaosOptions options, FaultPlan plan, RunDirectory directory) {
    this.target = target;
    this.slices = slices;
    this.options = options;
    this.plan = plan;
    this.directory = directory;
  }

  /**
   * Makes the directory of a run; nothing is started yet.
   *
   * @param workloads at least one; several share the workers
   * @throws IllegalArgumentException if it cannot be run so; says what to do
   */
  public static ChaosRun prepare(Target target, List<Workload> workloads, ChaosOptions options)
      throws IOException {
    target
        .system()
        .whyNotHere()
        .or(() -> Nets.whyNotHere(options.net()))
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
    Slices slices = new Slices(workloads, options.workers());
    slices.requireClientsOf(target);
    Surroundings here = Surroundings.of(target.system(), options.net(), options.nodes());
    FaultPlan plan = FaultPlan.of(options.nemesis(), here);
    requireFaults(options.nemesis(), plan);
    String name = workloads.stream().map(Workload::name).collect(Collectors.joining("+"));
    Instant now = Instant.now();
    RunDirectory directory = RunDirectory.create(options.store(), name, now);
    new RunFile(
            target.system().name(),
            workloads.stream().map(Workload::name).toList(),
            Arrays.asList(options.nemesis().split(",", -1)),
            options.net().word(),
            options.nodes(),
            options.workers(),
            options.seed(),
            Math.max(1, options.duration().toSeconds()),
            options.command(),
            now.toString(),
            options.version(),
            plan.notRun())
        .write(directory.run());
    ChaosRun run = new ChaosRun(target, slices, options, plan, directory);
    Runtime.getRuntime().addShutdownHook(run.atExit);
    return run;
  }

  /** A run without any of the faults that were asked for would be verified for nothing. */
  private static void requireFaults(String asked, FaultPlan plan) {
    if (plan.faults().isEmpty() && !plan.notRun().isEmpty()) {
      String why =
          plan.notRun().stream()
              .map(each -> each.fault() + ": " + each.why())
              .collect(Collectors.joining("; "));
      throw new IllegalArgumentException(
          "none of the faults of --nemesis %s can be had here: %s; ask for others, or for none"
              .formatted(asked, why));
    }
  }

  /** Where its files are. */
  public RunDirectory directory() {
    return directory;
  }

  /** Faults that were asked for and cannot be had here. */
  public List<FaultPlan.NotRun> notRun() {
    return plan.notRun();
  }

  /** Whether this process was told to end. */
  public boolean isInterrupted() {
    return interrupted;
  }

  /**
   * Runs, heals, judges and draws.
   *
   * @return what {@code results.json} holds
   * @throws ClusterException or {@link dev.palisade.harness.net.NetException} if the cluster cannot
   *     be had; nothing is left then but the directory
   */
  public JsonFields run() throws IOException, InterruptedException {
    atWork();
    phase = "judging";
    Ending ending = new Ending(interrupted, interrupted || readAgain, notes);
    JsonFields results = Results.write(directory, slices.workloads(), this::budget, ending);
    ChaosReport.write(directory.path());
    if (!options.keep() && !results.text("verdict", "").equals("violation")) {
      directory.deleteData();
    }
    phase = "done";
    return results;
  }

  /** Whoever is told to end while it judges has not long any more. */
  private Duration budget() {
    return interrupted ? BUDGET_WHEN_INTERRUPTED : options.checkBudget();
  }

  private void atWork() throws IOException, InterruptedException {
    // Not the run's seed: another run of the same seed at the same time would want the same ports.
    long ports = ThreadLocalRandom.current().nextLong();
    ClusterShape shape =
        new ClusterShape(options.nodes(), options.net(), directory.path(), plan.preloads(), ports);
    if (interrupted) {
      return;
    }
    try (Cluster cluster = Cluster.start(target.system(), shape)) {
      try {
        atWork(cluster);
      } finally {
        cluster.close();
        awaitGone(cluster);
      }
    } catch (RuntimeException e) {
      // A process that is ending may start nothing any more, and its nodes are being ended.
      if (!interrupted && !isProcessEnding()) {
        throw e;
      }
      interrupted = true;
    } finally {
      target.close();
    }
  }

  private void atWork(Cluster cluster) throws IOException, InterruptedException {
    try (NodeWatch watching = NodeWatch.start(cluster, startNanos, directory.nodes());
        Recorder recorder = new Recorder(directory.history())) {
      watch = watching;
      awaitStart(cluster);
      ClientFactory clients = slices.clients(target, cluster);
      try (Interpreter working =
          new Interpreter(clients, options.workers(), startNanos, recorder)) {
        interpreter = working;
        if (!interrupted) {
          phase = "setting up";
          setUp(clients);
        }
        if (!interrupted) {
          load(cluster, working);
        }
        if (!interrupted) {
          readAgain(cluster, working);
        }
        if (!interrupted) {
          notes.addAll(slices.tearDown(clients));
        }
      }
    }
  }

  /** Hooks run in any order, so that nodes may be ended before {@link #interrupt} is called. */
  private static boolean isProcessEnding() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }

  private void awaitStart(Cluster cluster) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!interrupted && !cluster.awaitReady(Duration.ofMillis(POLL_MILLIS))) {
      List<String> ended = cluster.endedOfThemselves();
      if (!ended.isEmpty() || System.nanoTime() - deadline > 0) {
        String why =
            ended.isEmpty() ? "not ready within " + START.toSeconds() + " s" : ended.getFirst();
        throw new ClusterException(
            "the cluster did not start: %s; see %s".formatted(why, cluster.log(1)));
      }
    }
  }

  private void setUp(ClientFactory clients) throws InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!interrupted) {
      try {
        slices.setUp(clients);
        return;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (System.nanoTime() - deadline > 0) {
          throw new ClusterException("the workload could not be set up: " + e.getMessage(), e);
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private void load(Cluster cluster, Interpreter working) throws IOException, InterruptedException {
    Nemesis.Timing timing =
        new Nemesis.Timing(startNanos, options.calm(), options.duration(), options.seed());
    long end = System.nanoTime() + options.duration().toNanos();
    try (Nemesis doing = Nemesis.start(cluster, plan, timing, directory.faults())) {
      nemesis = doing;
      phase = "running";
      Generator load = Generators.rate(options.perSecond(), slices.load(options.seed()));
      // Clients go on until all is healed, so that each healing is followed by operations.
      AtomicBoolean healed = new AtomicBoolean();
      Thread.ofVirtual().name("await-healing").start(() -> awaitHealing(doing, healed));
      working.run(load, () -> interrupted || (System.nanoTime() - end >= 0 && healed.get()));
      phase = "healing";
      if (!interrupted) {
        doing.awaitEnd();
      }
    }
  }

  private void readAgain(Cluster cluster, Interpreter working) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    while (!interrupted
        && !cluster.awaitReady(Duration.ofMillis(POLL_MILLIS))
        && System.nanoTime() - deadline < 0) {
      cluster.revive();
    }
    phase = "reading";
    long patience = System.nanoTime() + SETTLE.toNanos();
    readAgain = working.run(slices.last(), () -> interrupted || System.nanoTime() - patience >= 0);
  }

  private static void awaitHealing(Nemesis doing, AtomicBoolean healed) {
    try {
      doing.awaitEnd();
      healed.set(true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The cluster may be being ended by this process's end already. */
  private static void awaitGone(Cluster cluster) throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    while (cluster.nodes().stream().anyMatch(node -> cluster.life(node) != Life.DOWN)
        && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Where it stands. */
  public Progress progress() {
    Interpreter working = interpreter;
    Nemesis doing = nemesis;
    NodeWatch watching = watch;
    Counts counts = working == null ? new Counts(0, 0, 0) : working.counts();
    int leader = 0;
    long term = 0;
    if (watching != null) {
      for (var look : watching.latest().entrySet()) {
        long seen = look.getValue().view().term();
        if (look.getValue().view().leads() && seen >= term) {
          leader = look.getKey();
        }
        term = Math.max(term, seen);
      }
    }
    return new Progress(
        phase,
        Duration.ofNanos(System.nanoTime() - startNanos),
        counts.ok(),
        counts.fail(),
        counts.info(),
        doing == null ? 0 : doing.counts().values().stream().mapToLong(Integer::longValue).sum(),
        doing == null ? List.of() : doing.activeNow(),
        leader,
        term);
  }

  /** This process is told to end: the run ends first, in an orderly way. */
  private void interrupt() {
    interrupted = true;
    Interpreter working = interpreter;
    if (working != null) {
      working.stop();
    }
    try {
      boolean ended = over.await(GIVE_UP_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        System.err.println("the run did not end in time; its directory is " + directory.path());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets this process end. Closing again does nothing. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The hook was only waiting for this.
    }
  }

  /**
   * Judges a run again from its files, and draws it again.
   *
   * @param workloads those that it had
   * @param budget how long each search may take
   * @return what {@code results.json} holds now
   */
  public static JsonFields judgeAgain(Path path, List<Workload> workloads, Duration budget)
      throws IOException {
    RunDirectory directory = RunDirectory.of(path);
    Ending ending = Ending.of(RunFile.fields(directory.results()));
    JsonFields results = Results.write(directory, workloads, () -> budget, ending);
    ChaosReport.write(directory.path());
    return results;
  }
}
