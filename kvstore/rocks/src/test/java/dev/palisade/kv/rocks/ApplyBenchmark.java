package dev.palisade.kv.rocks;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What applying one put costs a replica: a session, values of 128 bytes, uniform keys, history kept
 * and dropped as a leader drops it, the state hash. Each invocation applies one batch of a node
 * under load. Run by {@code -Dtest=ApplyBenchmark}, never with the other tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 4, time = 5)
@Fork(
    value = 1,
    jvmArgs = {
      "-Xmx192m",
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class ApplyBenchmark {
  private static final int BATCH = 64;
  private static final int VALUE_BYTES = 128;
  private static final int DROPPED_AT_ONCE = 250;
  private static final long SESSION = 1;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Param({"100000", "1000000"})
  private int keys = 1;

  @Param({"100000"})
  private long keepRevisions = 1;

  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] value = new byte[VALUE_BYTES];
  private Path folder = Path.of("");
  private @Nullable Replica replica;
  private long index;
  private long sequence;
  private long puts;
  private long cpuNanos;

  /** Fills the store. */
  @Setup
  public void fill() throws IOException {
    folder = Files.createTempDirectory("apply");
    RocksStore store = new RocksStore(folder.resolve("state"));
    replica = new Replica(store, new KvStateMachine(store));
    index = 0;
    sequence = 0;
    apply(List.of(entry(new Request(null, new Command.OpenSession(86_400_000)))));
    for (int key = 0; key < keys; key += BATCH) {
      List<Entry> batch = new ArrayList<>();
      for (int i = key; i < Math.min(keys, key + BATCH); i++) {
        batch.add(entry(put(i)));
      }
      apply(batch);
    }
  }

  /** Ends. */
  @TearDown
  public void remove() throws IOException {
    replica().store().close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The clock of the thread, for machines that have other work too. */
  @Setup(Level.Iteration)
  public void begin() {
    puts = 0;
    cpuNanos = THREADS.getCurrentThreadCpuTime();
  }

  /** Prints what this thread alone took. */
  @TearDown(Level.Iteration)
  public void end() {
    long nanos = THREADS.getCurrentThreadCpuTime() - cpuNanos;
    System.out.printf("(%.2f µs of CPU a put) ", nanos / 1e3 / puts);
  }

  /** A batch of puts, and a compaction whenever one is due. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Outcome> puts() {
    List<Entry> batch = new ArrayList<>(BATCH);
    KvStateMachine machine = replica().machine();
    long surplus = machine.revision() - keepRevisions - machine.compactedRevision();
    if (surplus >= DROPPED_AT_ONCE) {
      long revision = machine.compactedRevision() + DROPPED_AT_ONCE;
      batch.add(entry(new Request(null, new Command.Compact(revision))));
    }
    for (int i = 0; i < BATCH; i++) {
      batch.add(entry(put(random.nextInt(keys))));
    }
    puts += BATCH;
    return apply(batch);
  }

  private record Replica(RocksStore store, KvStateMachine machine) {}

  private Replica replica() {
    return Objects.requireNonNull(replica, "filled before");
  }

  private List<Outcome> apply(List<Entry> batch) {
    return replica().machine().apply(batch);
  }

  private Request put(int key) {
    random.nextBytes(value);
    sequence++;
    return new Request(
        new Request.Once(SESSION, sequence, Math.max(1, sequence - 256)),
        new Command.Put(name(key), value.clone(), List.of(), false));
  }

  private static byte[] name(int key) {
    byte[] name = "key/00000000".getBytes(StandardCharsets.US_ASCII);
    for (int at = name.length - 1, rest = key; rest > 0; at--, rest /= 10) {
      name[at] = (byte) ('0' + rest % 10);
    }
    return name;
  }

  private Entry entry(Request request) {
    index++;
    return new Entry(new EntryId(index, 1), EntryKind.COMMAND, index, RequestCodec.encode(request));
  }

  @Test
  void measure() throws RunnerException {
    new Runner(new OptionsBuilder().include(ApplyBenchmark.class.getSimpleName()).build()).run();
  }
}
