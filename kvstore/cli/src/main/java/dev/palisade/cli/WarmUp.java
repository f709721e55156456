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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * Prepares quick starts, after the build: unpacks the native library of RocksDB, which every node
 * would otherwise do for itself, and loads the classes that commands and nodes use, for an archive
 * that later starts share. To that end it runs a cluster of one node and some commands.
 */
public final class WarmUp {
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
    List<Integer> ports = FreePorts.choose(2, ThreadLocalRandom.current());
    String clients = "127.0.0.1:" + ports.get(0);
    ServerConfig config =
        ServerConfig.load(
            Map.of(
                "node-id",
                "1",
                "cluster-id",
                "1",
                "data",
                folder.toString(),
                "members",
                "1=127.0.0.1:" + ports.get(1) + "," + clients),
            Map.of(),
            Optional.empty());
    Logging.forServer(config.logs());
    RocksState state = RocksState.open(folder.resolve("state"));
    try (PalisadeServer server =
        PalisadeServer.start(config, new NodeState(state, state), new ProcessHalt())) {
      commands(folder, "--endpoints=" + clients);
    } finally {
      state.close();
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
