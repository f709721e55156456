package dev.palisade.kv.rocks;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
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
import java.util.List;
import java.util.Random;

/**
 * How many puts a second one thread applies over RocksDB. Run by hand, with the directory, the
 * number of keys, and "session" to let each put carry a session and a sequence:
 *
 * <pre>
 *   java -cp … dev.palisade.kv.rocks.MeasurePuts /var/tmp/puts 100000 [session]
 * </pre>
 */
final class MeasurePuts {
  private static final int BATCH = 64;
  private static final int BATCHES_A_ROUND = 2_000;
  private static final int ROUNDS = 6;
  private static final int VALUE_BYTES = 128;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private MeasurePuts() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "puts");
    int keys = Integer.parseInt(args[1]);
    boolean session = args.length > 2 && args[2].equals("session");
    Random random = new Random(1);
    try (RocksStore store = new RocksStore(directory)) {
      KvStateMachine machine = new KvStateMachine(store);
      machine.apply(List.of(entry(1, new Request(null, new Command.OpenSession(60_000)))));
      for (int round = 1; round <= ROUNDS; round++) {
        long nanos = 0;
        long cpuNanos = 0;
        for (int batch = 0; batch < BATCHES_A_ROUND; batch++) {
          List<Entry> entries = batch(machine.appliedIndex() + 1, keys, random, session);
          long began = System.nanoTime();
          long beganCpu = THREADS.getCurrentThreadCpuTime();
          machine.apply(entries);
          cpuNanos += THREADS.getCurrentThreadCpuTime() - beganCpu;
          nanos += System.nanoTime() - began;
        }
        System.out.printf(
            "round %d: %,d puts/s in batches of %d; %,d puts for each second of processor time%n",
            round, perSecond(nanos), BATCH, perSecond(cpuNanos));
      }
    }
  }

  private static long perSecond(long nanos) {
    return BATCHES_A_ROUND * BATCH * 1_000_000_000L / nanos;
  }

  private static List<Entry> batch(long firstIndex, int keys, Random random, boolean session) {
    List<Entry> entries = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      long index = firstIndex + i;
      byte[] key =
          ("bench/key/%08d".formatted(random.nextInt(keys))).getBytes(StandardCharsets.UTF_8);
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      Request.Once once = session ? new Request.Once(1, index - 1, Math.max(1, index - 500)) : null;
      entries.add(entry(index, new Request(once, new Command.Put(key, value, List.of(), false))));
    }
    return entries;
  }

  private static Entry entry(long index, Request request) {
    return new Entry(new EntryId(index, 1), EntryKind.COMMAND, index, RequestCodec.encode(request));
  }
}
