package dev.palisade.harness.run;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where the files of one run are.
 *
 * @param path {@code store/<workload>/<time>}, absolute
 */
public record RunDirectory(Path path) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  public RunDirectory {
    path = path.toAbsolutePath().normalize();
  }

  /**
   * Makes the directory of a run that begins now.
   *
   * @param store holds the runs
   * @param workload what is run, as a part of a path
   */
  public static RunDirectory create(Path store, String workload, Instant now) throws IOException {
    Path parent = Files.createDirectories(store.resolve(workload));
    for (Instant at = now; ; at = at.plusMillis(1)) {
      try {
        return new RunDirectory(Files.createDirectory(parent.resolve(TIME.format(at))));
      } catch (FileAlreadyExistsException another) {
        // Another run began in the same millisecond.
      }
    }
  }

  /**
   * The directory of a run that is there already.
   *
   * @throws IOException if it holds none; says what to name
   */
  public static RunDirectory of(Path path) throws IOException {
    RunDirectory directory = new RunDirectory(path);
    if (!Files.exists(directory.run())) {
      throw new IOException(
          path + " holds no run.json; name the directory of one run, as store/register/20260101T…");
    }
    return directory;
  }

  /** What was asked for. */
  public Path run() {
    return path.resolve("run.json");
  }

  /** All operations, as they happened. */
  public Path history() {
    return path.resolve("history.jsonl");
  }

  /** The same in EDN. */
  public Path edn() {
    return path.resolve("history.edn");
  }

  /** What was done to the cluster. */
  public Path faults() {
    return path.resolve("faults.jsonl");
  }

  /** How the nodes saw themselves. */
  public Path nodes() {
    return path.resolve("nodes.jsonl");
  }

  /** Verdict and figures. */
  public Path results() {
    return path.resolve("results.json");
  }

  /** Deletes what the nodes stored; what they wrote to {@code node.log} stays. */
  public void deleteData() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      for (Path node : entries.filter(RunDirectory::isNode).toList()) {
        deleteBelow(node);
      }
    }
  }

  private static boolean isNode(Path entry) {
    return entry.getFileName().toString().matches("n[0-9]+") && Files.isDirectory(entry);
  }

  private static void deleteBelow(Path node) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(node)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      boolean isLog = each.equals(node.resolve("node.log"));
      if (!isLog && !each.equals(node)) {
        Files.deleteIfExists(each);
      }
    }
  }
}
