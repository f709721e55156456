package dev.palisade.cli.load;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.LocalClusterStart;
import dev.palisade.cli.bench.BenchKeys;
import dev.palisade.cli.bench.BenchReport;
import dev.palisade.cli.bench.ClosedLoop;
import dev.palisade.cli.bench.LoadResult;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.cli.output.Json;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures puts or gets in a closed loop. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure puts or linearizable gets in a closed loop, or how long puts fail when the leader is"
          + " lost.",
      "",
      "Without --endpoints it starts a throw-away cluster of three processes on this machine, which"
          + " then shares the processor with the load."
    })
public final class BenchCommand implements Callable<Integer> {
  /** What is measured. */
  private enum Kind {
    put,
    get
  }

  private static final int LOADERS = 256;

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "OPERATION",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private @Nullable Kind operation;

  private Kind kind = Kind.put;

  @Option(
      names = "--in-flight",
      split = ",",
      paramLabel = "N,…",
      defaultValue = "1,16,64,256",
      description = "Operations at a time; one run for each (default: ${DEFAULT-VALUE}).")
  private List<Integer> inFlight = new ArrayList<>();

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
      description = "Size of the values (default: ${DEFAULT-VALUE}).")
  private int valueBytes;

  @Option(
      names = "--keys",
      paramLabel = "K",
      defaultValue = "100000",
      description = "How many keys, chosen at random (default: ${DEFAULT-VALUE}).")
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
    if (operation == null) {
      throw new ParameterException(
          spec.commandLine(), "name what to measure: put, get or failover");
    }
    kind = operation;
    check("--in-flight", inFlight.stream().mapToInt(Integer::intValue).min().orElse(0), 1);
    check("--in-flight", -inFlight.stream().mapToInt(Integer::intValue).max().orElse(0), -16_384);
    check("--seconds", seconds, 1);
    check("--warm-up", warmUpSeconds, 0);
    check("--value-bytes", valueBytes, 0);
    check("--keys", keys, 1);
    check("--keys", -keys, -100_000_000);
    if (options.namesEndpoints()) {
      return measure(options.endpoints());
    }
    try (ThrowAwayCluster own = ThrowAwayCluster.create(3)) {
      options.progress("starting three nodes …");
      LocalClusterStart.startAll(own.cluster());
      LocalClusterStart.awaitLeader(own.cluster(), Duration.ofSeconds(60));
      return measure(own.cluster().file().clientEndpoints());
    }
  }

  private static void check(String option, long value, long atLeast) {
    if (value < atLeast) {
      throw new IllegalArgumentException(
          option
              + " is "
              + Math.abs(value)
              + (atLeast < 0 ? "; at most " : "; at least ")
              + Math.abs(atLeast));
    }
  }

  private int measure(List<String> endpoints) throws InterruptedException, TimeoutException {
    BenchKeys content = new BenchKeys(valueBytes, new Random(1));
    List<LoadResult> results = new ArrayList<>();
    try (Workload workload =
        unary
            ? new UnaryWorkload(endpoints, options.timeout())
            : new ClientWorkload(endpoints, options.timeout())) {
      if (kind == Kind.get) {
        fill(endpoints, content);
      }
      IntFunction<CompletionStage<?>> operation = slot -> start(workload, content);
      if (warmUpSeconds > 0) {
        options.progress("warming up …");
        int most = inFlight.stream().mapToInt(Integer::intValue).max().orElse(1);
        ClosedLoop.run(most, TimeUnit.SECONDS.toNanos(warmUpSeconds), operation, this::reason);
      }
      for (int level : inFlight) {
        options.progress(kind + ", " + level + " in flight …");
        results.add(
            ClosedLoop.run(level, TimeUnit.SECONDS.toNanos(seconds), operation, this::reason));
      }
    }
    return report(results);
  }

  private CompletionStage<?> start(Workload workload, BenchKeys content) {
    int number = ThreadLocalRandom.current().nextInt(keys);
    byte[] key = BenchKeys.key(number);
    return kind == Kind.put ? workload.put(key, content.value(number)) : workload.get(key);
  }

  /** Writes every key once, so that reads find something. */
  private void fill(List<String> endpoints, BenchKeys content)
      throws InterruptedException, TimeoutException {
    options.progress("writing " + keys + " keys …");
    try (Workload writer = new ClientWorkload(endpoints, options.timeout())) {
      AtomicInteger next = new AtomicInteger();
      while (next.get() < keys) {
        LoadResult result =
            ClosedLoop.run(
                LOADERS,
                TimeUnit.SECONDS.toNanos(1),
                slot -> {
                  int number = Math.min(next.getAndIncrement(), keys - 1);
                  return writer.put(BenchKeys.key(number), content.value(number));
                },
                this::reason);
        if (result.failed() > 0) {
          throw new CommandFailed(ExitCode.ERROR, "could not write the keys: " + result.errors());
        }
      }
    }
  }

  /** A short name, so that errors of one kind are counted together. */
  private String reason(Throwable failure) {
    if (failure instanceof StatusRuntimeException call) {
      Status status = call.getStatus();
      return status.getCode().name().toLowerCase(Locale.ROOT);
    }
    return failure.getClass().getSimpleName().replace("Exception", "");
  }

  private int report(List<LoadResult> results) {
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
                  .put("seconds", seconds)
                  .put("levels", BenchReport.json(results)));
    } else {
      options.surroundings().out().print(BenchReport.table(results));
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
