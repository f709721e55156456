package dev.palisade.cli.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts one node of a local cluster as a process of the same Java and class path as this one. */
final class NodeLaunch {
  /** A file in the cluster's folder with settings for all of its nodes; the user's own. */
  private static final String SETTINGS = "server.properties";

  private final Path folder;
  private final Lifetime lifetime;

  NodeLaunch(Path folder, Lifetime lifetime) {
    this.folder = folder;
    this.lifetime = lifetime;
  }

  /** The folder of a node: its data and its log file. */
  Path nodeFolder(int node) {
    return folder.resolve("node-" + node);
  }

  /** Whether a node has a log now: it has run. */
  boolean hasLog(int node) throws IOException {
    Path log = nodeFolder(node).resolve("data").resolve("log");
    if (!Files.isDirectory(log)) {
      return false;
    }
    try (Stream<Path> files = Files.list(log)) {
      return files.anyMatch(file -> file.getFileName().toString().endsWith(".log"));
    }
  }

  /** What a node's process writes to standard output and error. */
  Path logFile(int node) {
    return nodeFolder(node).resolve("node.log");
  }

  /** Starts the process and returns at once. */
  Process start(ClusterFile cluster, ClusterFile.Node node) throws IOException {
    Files.createDirectories(nodeFolder(node.number()));
    ProcessBuilder builder = new ProcessBuilder(command(cluster, node));
    File log = logFile(node.number()).toFile();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    builder.redirectInput(
        lifetime == Lifetime.TIED
            ? ProcessBuilder.Redirect.PIPE
            : ProcessBuilder.Redirect.from(new File("/dev/null")));
    // RocksDB allocates from C. Many arenas on few cores only waste memory, and glibc would keep
    // what large values took; with fixed thresholds it gives it back.
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", "131072");
    builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", "131072");
    // Where RocksDB unpacks its library when it finds none: not where a kill would leave it behind.
    builder.environment().put("ROCKSDB_SHAREDLIB_DIR", nodeFolder(node.number()).toString());
    return builder.start();
  }

  private List<String> command(ClusterFile cluster, ClusterFile.Node node) throws IOException {
    List<String> command = new ArrayList<>();
    // Ctrl-C and the end of a terminal reach every process of the terminal's group; nodes are
    // stopped by their id alone. What is ignored here stays ignored after exec.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "palisade-node"));
    command.addAll(ServerProgram.command());
    Path settings = folder.resolve(SETTINGS).toAbsolutePath();
    if (Files.exists(settings)) {
      command.add("--config=" + settings);
    }
    command.add("--node-id=" + node.number());
    command.add("--cluster-id=" + cluster.clusterId());
    command.add("--data=" + nodeFolder(node.number()).resolve("data"));
    command.add("--members=" + members(cluster, node));
    if (!node.isFounder()) {
      command.add("--join=true");
    }
    if (node.hasLog()) {
      command.add("--expect-log=true");
    }
    if (lifetime == Lifetime.TIED) {
      command.add("--until-stdin-closes");
    }
    return command;
  }

  /** Those that the cluster began with, and this one; the log tells of all others. */
  private static String members(ClusterFile cluster, ClusterFile.Node self) {
    return cluster.nodes().stream()
        .filter(node -> node.isFounder() || node.number() == self.number())
        .map(node -> node.number() + "=" + node.peerEndpoint() + "," + node.clientEndpoint())
        .collect(Collectors.joining(";"));
  }
}
