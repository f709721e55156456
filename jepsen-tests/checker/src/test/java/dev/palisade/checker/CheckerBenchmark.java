package dev.palisade.checker;

import dev.palisade.checker.history.History;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.checker.model.CasRegister.FailedCas;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Register;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How fast large histories are judged, each of a million calls: run by {@code
 * -Dtest=CheckerBenchmark}, never with the other tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4)
@Measurement(iterations = 8)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class CheckerBenchmark {
  /** What is judged. */
  public enum Kind {
    /** One key, 1,000 processes, every write of another value. */
    ONE_KEY,
    /** 100 keys of 10,000 calls, compare-and-sets to values that differ. */
    UNIQUE_CAS,
    /** The same over five values. */
    CAS_OF_FIVE,
    /** The same, and a failed compare-and-set is evidence. */
    FAILED_CAS_AS_EVIDENCE
  }

  private static final int CALLS = 1_000_000;

  @Param private Kind kind = Kind.ONE_KEY;

  private History history = History.builder().build();
  private Model<?> model = new Register(0L);

  /** Makes the history. */
  @Setup
  public void makeHistory() {
    history =
        switch (kind) {
          case ONE_KEY -> new LargeHistories(1, 1_000, 0).next(CALLS, 1, 0);
          case UNIQUE_CAS -> new LargeHistories(2, 500, 0).next(CALLS, 100, 0.3);
          case CAS_OF_FIVE -> new LargeHistories(3, 500, 5).next(CALLS, 100, 0.3);
          case FAILED_CAS_AS_EVIDENCE -> new LargeHistories(4, 500, 5).next(CALLS, 100, 0.3);
        };
    model =
        switch (kind) {
          case ONE_KEY -> new Register(0L);
          case UNIQUE_CAS, CAS_OF_FIVE -> new CasRegister(0L);
          case FAILED_CAS_AS_EVIDENCE -> new CasRegister(0L, FailedCas.EVIDENCE);
        };
  }

  /** Judges it. */
  @Benchmark
  public Verdict check() {
    return Linearizability.of(model).check(history);
  }

  /** Runs the benchmark. */
  @Test
  void run() throws RunnerException {
    new Runner(new OptionsBuilder().include(CheckerBenchmark.class.getName() + ".check").build())
        .run();
  }
}
