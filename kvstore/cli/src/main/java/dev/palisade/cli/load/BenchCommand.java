package dev.palisade.cli.load;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.LocalClusterStart;
import dev.palisade.cli.bench.BenchKeys;
import dev.palisade.cli.bench.BenchReport;
import dev.palisade.cli.bench.ClosedLoop;
import dev.palisade.cli.bench.KeyChoice;
import dev.palisade.cli.bench.Load;
import dev.palisade.cli.bench.LoadResult;
import dev.palisade.cli.bench.OpenLoop;
import dev.palisade.cli.local.ClusterFile;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.cli.output.Json;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures puts, gets, or both, in a closed or an open loop. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure puts, linearizable gets, or a mix of both, or how long puts fail when the leader is"
          + " lost.",
      "",
      "Measures the cluster of --endpoints, otherwise the local cluster of --dir, to which it writes"
          + " keys that begin with 'bench/'. Where there is none it starts a throw-away cluster of"
          + " three processes on this machine. Nodes on this machine share its processor with the"
          + " load.",
      "",
      "With --in-flight a number of operations is under way at any time (a closed loop). With --rate"
          + " operations start at that rate, whether or not earlier ones are answered (an open"
          + " loop), and a latency counts from the moment at which its operation was meant to start."
    })
public final class BenchCommand implements Callable<Integer> {
  /** What is measured. */
  private enum Kind {
    put,
    get,
    mixed
  }

  private static final int LOADERS = 256;
  private static final double STANDARD_READS = 0.95;

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "OPERATION",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private @Nullable Kind named;

  private Kind kind = Kind.put;

  @Option(
      names = "--in-flight",
      split = ",",
      paramLabel = "N,…",
      description = "Operations at a time; one run for each (default: 1,16,64,256).")
  private @Nullable List<Integer> inFlight;

  @Option(
      names = "--rate",
      split = ",",
      paramLabel = "R,…",
      description = "Operations a second, in place of --in-flight; one run for each.")
  private @Nullable List<Integer> rates;

  @Option(
      names = "--reads",
      paramLabel = "SHARE",
      description = "The share of gets of 'mixed', from 0 to 1 (default: 0.95).")
  private @Nullable Double reads;

  @Option(
      names = "--distribution",
      paramLabel = "D",
      defaultValue = "uniform",
      description =
          "How keys are chosen: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). With zipfian"
              + " a few keys are used often, as YCSB does it (exponent 0.99).")
  private KeyChoice distribution = KeyChoice.uniform;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long each run takes (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "5",
      description = "Seconds of the same load before the first run (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--value-bytes",
      paramLabel = "B",
      defaultValue = "128",
      description = "Size of the values, up to 1 MiB (default: ${DEFAULT-VALUE}).")
  private int valueBytes;

  @Option(
      names = "--keys",
      paramLabel = "K",
      defaultValue = "100000",
      description = "How many keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--unary",
      description = "Plain unary calls, one for each operation, instead of the Java client.")
  private boolean unary;

  @Option(names = "--json", description = "The same as -o json.")
  private boolean json;

  /** With the options of all commands. */
  public BenchCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    if (named == null) {
      throw new ParameterException(
          spec.commandLine(), "name what to measure: put, get, mixed or failover");
    }
    kind = named;
    checkOptions();
    if (options.namesEndpoints()) {
      return measure(options.endpoints());
    }
    Optional<ClusterFile> local = ClusterFile.read(options.folder());
    if (local.isPresent()) {
      options.progress("measuring the local cluster of " + options.folder());
      return measure(local.get().clientEndpoints());
    }
    try (ThrowAwayCluster own = ThrowAwayCluster.create(3)) {
      options.progress("starting three nodes …");
      LocalClusterStart.startAll(own.cluster());
      LocalClusterStart.awaitLeader(own.cluster(), Duration.ofSeconds(60));
      return measure(own.cluster().file().clientEndpoints());
    }
  }

  private void checkOptions() {
    if (inFlight != null && rates != null) {
      throw new IllegalArgumentException(
          "--in-flight and --rate exclude each other: a closed loop has operations in flight, an"
              + " open one has a rate");
    }
    if (reads != null && kind != Kind.mixed) {
      throw new IllegalArgumentException(
          "--reads is for 'bench mixed'; '" + kind + "' has one kind of operation");
    }
    if (reads != null && !(reads >= 0 && reads <= 1)) {
      throw new IllegalArgumentException("--reads is " + reads + "; it is a share from 0 to 1");
    }
    for (int each : levels()) {
      check(rates == null ? "--in-flight" : "--rate", each, 1, rates == null ? 16_384 : 10_000_000);
    }
    check("--seconds", seconds, 1, 86_400);
    check("--warm-up", warmUpSeconds, 0, 86_400);
    check("--value-bytes", valueBytes, 0, 1 << 20);
    check("--keys", keys, 1, 100_000_000);
  }

  private static void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          option + " is " + value + "; it may be from " + least + " to " + most);
    }
  }

  private List<Integer> levels() {
    if (rates != null) {
      return rates;
    }
    return inFlight == null ? List.of(1, 16, 64, 256) : inFlight;
  }

  private int measure(List<String> endpoints) throws InterruptedException, TimeoutException {
    BenchKeys content = new BenchKeys(valueBytes, new Random(1));
    List<LoadResult> results = new ArrayList<>();
    try (Workload workload =
        unary
            ? new UnaryWorkload(endpoints, options.timeout())
            : new ClientWorkload(endpoints, options.timeout())) {
      if (kind != Kind.put) {
        fill(endpoints, content);
      }
      IntFunction<CompletionStage<?>> operation = operation(workload, content);
      if (warmUpSeconds > 0) {
        run("warming up", Collections.max(levels()), warmUpSeconds, operation);
      }
      for (int level : levels()) {
        String what = kind + ", " + level + (rates == null ? " in flight" : " a second");
        results.add(run(what, level, seconds, operation));
      }
    }
    return report(results);
  }

  private LoadResult run(
      String what, int level, int runSeconds, IntFunction<CompletionStage<?>> operation)
      throws InterruptedException, TimeoutException {
    options.progress(what + " …");
    Load load =
        new Load(
            operation,
            BenchCommand::reason,
            (second, operations) ->
                options.progress(
                    "%s: %d of %d s, %,d ops/s".formatted(what, second, runSeconds, operations)));
    long nanos = TimeUnit.SECONDS.toNanos(runSeconds);
    return rates == null ? ClosedLoop.run(level, nanos, load) : OpenLoop.run(level, nanos, load);
  }

  private IntFunction<CompletionStage<?>> operation(Workload workload, BenchKeys content) {
    double shareOfGets =
        switch (kind) {
          case put -> 0;
          case get -> 1;
          case mixed -> reads == null ? STANDARD_READS : reads;
        };
    ThreadLocal<IntSupplier> numbers =
        ThreadLocal.withInitial(
            () -> distribution.among(keys, ThreadLocalRandom.current().nextLong()));
    return slot -> {
      int number = numbers.get().getAsInt();
      byte[] key = BenchKeys.key(number);
      return ThreadLocalRandom.current().nextDouble() < shareOfGets
          ? workload.get(key)
          : workload.put(key, content.value(number));
    };
  }

  /** Writes every key once, so that reads find something. */
  private void fill(List<String> endpoints, BenchKeys content)
      throws InterruptedException, TimeoutException {
    options.progress("writing " + keys + " keys …");
    try (Workload writer = new ClientWorkload(endpoints, options.timeout())) {
      AtomicInteger next = new AtomicInteger();
      Load filling =
          new Load(
              slot -> {
                int number = Math.min(next.getAndIncrement(), keys - 1);
                return writer.put(BenchKeys.key(number), content.value(number));
              },
              BenchCommand::reason,
              Load.Progress.NONE);
      while (next.get() < keys) {
        LoadResult result = ClosedLoop.run(LOADERS, TimeUnit.SECONDS.toNanos(1), filling);
        if (result.failed() > 0) {
          throw new CommandFailed(ExitCode.ERROR, "could not write the keys: " + result.errors());
        }
      }
    }
  }

  /** A short name, so that errors of one kind are counted together. */
  private static String reason(Throwable failure) {
    if (failure instanceof StatusRuntimeException call) {
      Status status = call.getStatus();
      return status.getCode().name().toLowerCase(Locale.ROOT);
    }
    return failure.getClass().getSimpleName().replace("Exception", "");
  }

  private int report(List<LoadResult> results) {
    BenchReport.Level level = rates == null ? BenchReport.Level.IN_FLIGHT : BenchReport.Level.RATE;
    if (json || options.wantsJson()) {
      options
          .surroundings()
          .out()
          .println(
              Json.object()
                  .put("operation", kind.name())
                  .put("unary", unary)
                  .put("value_bytes", valueBytes)
                  .put("keys", keys)
                  .put("distribution", distribution.name())
                  .put("seconds", seconds)
                  .put("levels", BenchReport.json(level, results)));
    } else {
      options.surroundings().out().print(BenchReport.table(level, results));
    }
    options.surroundings().out().flush();
    long good = results.stream().mapToLong(result -> result.latencies().getTotalCount()).sum();
    long failed = results.stream().mapToLong(LoadResult::failed).sum();
    if (failed == 0) {
      return ExitCode.OK;
    }
    throw new CommandFailed(
        ExitCode.ERROR,
        failed
            + " of "
            + (good + failed)
            + " operations failed: "
            + String.join(
                ", ", results.stream().map(result -> result.errors().toString()).toList()));
  }
}
