package dev.palisade.cli;

import dev.palisade.cli.local.FreePorts;
import dev.palisade.kv.rocks.RocksState;
import dev.palisade.kv.server.NodeState;
import dev.palisade.kv.server.PalisadeServer;
import dev.palisade.kv.server.ServerConfig;
import dev.palisade.raft.runtime.ProcessHalt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Prepares quick starts, after the build: unpacks the native library of RocksDB, which every node
 * would otherwise do for itself, and runs what commands, nodes and loads run, so that the JVM
 * records which classes and compiled methods they need. Later starts begin with that record (JEP
 * 483, 514 and 515). To that end it runs a cluster of three nodes within this process, some
 * commands, and a short load.
 */
public final class WarmUp {
  private static final int NODES = 3;

  private WarmUp() {}

  /**
   * Unpacks, then runs a node and some commands.
   *
   * @param args the folder that the build fills
   */
  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    unpackNativeLibrary(home.resolve("native"));
    Path folder = home.resolve("warm-up");
    remove(folder);
    Files.createDirectories(folder);
    run(folder);
    remove(folder);
  }

  private static void unpackNativeLibrary(Path folder) throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    Path library = folder.resolve(name);
    Files.createDirectories(folder);
    try (InputStream packed = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      if (packed == null) {
        return; // RocksDB has another way for this platform.
      }
      // In one step: a node that starts meanwhile sees the old library or the new one.
      Path draft = folder.resolve(name + ".new");
      Files.copy(packed, draft, StandardCopyOption.REPLACE_EXISTING);
      Files.move(draft, library, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void run(Path folder) throws IOException {
    List<Integer> ports = FreePorts.choose(2 * NODES, ThreadLocalRandom.current());
    List<String> members = new ArrayList<>();
    List<String> clients = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      String endpoint = "127.0.0.1:" + ports.get(2 * node + 1);
      clients.add(endpoint);
      members.add((node + 1) + "=127.0.0.1:" + ports.get(2 * node) + "," + endpoint);
    }
    Deque<AutoCloseable> running = new ArrayDeque<>();
    try {
      for (int node = 1; node <= NODES; node++) {
        start(node, folder.resolve("node-" + node), String.join(";", members), running);
      }
      commands(folder, "--endpoints=" + String.join(",", clients));
    } finally {
      for (AutoCloseable each : running) {
        close(each);
      }
    }
  }

  /** Starts a node as {@code palisade server} does, and notes what is to be closed, last first. */
  private static void start(int id, Path data, String members, Deque<AutoCloseable> running)
      throws IOException {
    Files.createDirectories(data);
    ServerConfig config =
        ServerConfig.load(
            Map.of(
                "node-id",
                Integer.toString(id),
                "cluster-id",
                "1",
                "data",
                data.toString(),
                "members",
                members),
            Map.of(),
            Optional.empty());
    if (running.isEmpty()) {
      Logging.forServer(config.logs());
    }
    RocksState state = RocksState.open(data.resolve("state"));
    running.addFirst(state::close);
    PalisadeServer server =
        PalisadeServer.start(config, new NodeState(state, state), new ProcessHalt());
    running.addFirst(server::close);
  }

  private static void close(AutoCloseable running) throws IOException {
    try {
      running.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the cluster that warms up did not stop: " + Reasons.of(e), e);
    }
  }

  private static void commands(Path folder, String endpoints) {
    PrintStream nothing =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]), nothing, nothing, false, Map.of(), folder);
    Palisade.run(surroundings, "--help");
    Palisade.run(surroundings, "put", "a", "1", endpoints);
    Palisade.run(surroundings, "get", "a", "-o", "table", endpoints);
    Palisade.run(surroundings, "range", "-o", "json", endpoints);
    Palisade.run(surroundings, "txn", "--if", "value(a) = 1", "--then", "del a", endpoints);
    Palisade.run(surroundings, "fence", "grant", "f", endpoints);
    Palisade.run(surroundings, "put", "a", "1", "--fence", "f:1", endpoints);
    Palisade.run(surroundings, "fence", "list", endpoints);
    Palisade.run(surroundings, "status", endpoints);
    Palisade.run(surroundings, "cluster", "status", "--dir", folder.toString());
    for (String operation : List.of("put", "get")) {
      load(surroundings, endpoints, operation, "--in-flight=1,64,256");
      load(surroundings, endpoints, operation, "--in-flight=64", "--unary");
    }
  }

  /** A second of load at each level: long enough for the JVM to see which methods are hot. */
  private static void load(
      Surroundings surroundings, String endpoints, String operation, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of("bench", operation, endpoints, "--seconds=1", "--warm-up=0", "--keys=20000"));
    words.addAll(List.of(options));
    Palisade.run(surroundings, words.toArray(String[]::new));
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
