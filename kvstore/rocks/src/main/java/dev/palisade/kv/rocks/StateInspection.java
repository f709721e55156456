package dev.palisade.kv.rocks;

import dev.palisade.kv.state.StateSummary;
import dev.palisade.kv.state.StoreException;
import dev.palisade.kv.state.TableCensus;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Looks at the folder of a state that may be damaged, and says all that can be read and where the
 * rest is. Never writes; another process may have it open, and then its latest changes are not
 * seen.
 */
public final class StateInspection {
  /**
   * A file of a database.
   *
   * @param entries that it says to hold; -1 if it does not say
   * @param defect null when all of its blocks have their checksums
   */
  public record TableFile(String name, long bytes, long entries, @Nullable String defect) {}

  /**
   * A database.
   *
   * @param summary null when it cannot be read
   * @param recomputedHash 32 hexadecimal digits; null when it cannot be computed
   * @param problems all that is wrong, one line each
   */
  public record DatabaseReport(
      Path folder,
      @Nullable StateSummary summary,
      @Nullable String recomputedHash,
      List<TableCensus> tables,
      List<TableFile> files,
      List<String> problems) {}

  /**
   * A snapshot or a backup.
   *
   * @param manifest null when it cannot be read
   * @param origin of a backup; null for a snapshot
   * @param problems all that is wrong, one line each
   */
  public record SnapshotReport(
      Path path,
      @Nullable SnapshotManifest manifest,
      @Nullable BackupHeader origin,
      List<String> problems) {}

  private StateInspection() {}

  /**
   * The live database's folder within a node's folder, or a state's, or itself.
   *
   * @throws IOException if there is none, or the pointer to it is damaged
   */
  public static Path database(Path path) throws IOException {
    Path folder = Files.isDirectory(path.resolve("state")) ? path.resolve("state") : path;
    String named = new StatePointer(folder).read();
    Path database = named == null ? folder : folder.resolve(named);
    if (!Files.exists(database.resolve("CURRENT"))) {
      throw new IOException("there is no database in " + database);
    }
    return database;
  }

  /** Everything in a database; takes as long as reading all of it twice. */
  public static DatabaseReport database(Path folder, boolean recompute) throws IOException {
    List<String> problems = new ArrayList<>();
    List<TableFile> files = new ArrayList<>();
    for (String name : Durably.names(folder)) {
      if (SstFiles.isTable(name)) {
        TableFile file = tableFile(folder.resolve(name));
        files.add(file);
        if (file.defect() != null) {
          problems.add(name + ": " + file.defect());
        }
      }
    }
    StateSummary summary = null;
    String recomputed = null;
    List<TableCensus> tables = List.of();
    try (RocksStore view = RocksStore.view(folder)) {
      tables = TableCensus.of(view);
      tables.stream()
          .filter(table -> table.problem() != null)
          .forEach(table -> problems.add("table " + table.table() + ": " + table.problem()));
      summary = StateSummary.of(view);
      recomputed = recompute ? StateSummary.recomputedHash(view) : null;
      if (recomputed != null && !recomputed.equals(summary.stateHash())) {
        problems.add(
            "the rows hash to %s, but the state says %s"
                .formatted(recomputed, summary.stateHash()));
      }
    } catch (StoreException | IllegalStateException | IndexOutOfBoundsException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return new DatabaseReport(folder, summary, recomputed, tables, files, problems);
  }

  private static TableFile tableFile(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    try {
      long entries = SstFiles.verify(file);
      return new TableFile(name, Files.size(file), entries, null);
    } catch (RocksDBException e) {
      return new TableFile(name, Files.size(file), -1, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Every snapshot at a place: a backup's file, one snapshot's folder, or all that a node keeps.
   *
   * @throws IOException if nothing of the kind is there
   */
  public static List<SnapshotReport> snapshots(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(backup(path));
    }
    if (Files.exists(path.resolve(SnapshotManifest.NAME))) {
      return List.of(snapshot(path));
    }
    List<Path> places =
        List.of(path, path.resolve("snapshots"), path.resolve("state").resolve("snapshots"));
    List<SnapshotReport> found = new ArrayList<>();
    for (Path place : places) {
      for (String name : Durably.names(place)) {
        if (name.matches("\\d+-\\d+")) {
          found.add(snapshot(place.resolve(name)));
        }
      }
    }
    if (found.isEmpty()) {
      throw new IOException("there is no snapshot in " + path);
    }
    return found;
  }

  /** The manifests of a folder of snapshots that can be read. */
  static List<SnapshotManifest> manifests(Path folder) throws IOException {
    List<SnapshotManifest> found = new ArrayList<>();
    for (String name : Durably.names(folder)) {
      try {
        found.add(SnapshotFiles.read(folder.resolve(name)));
      } catch (IOException e) {
        continue; // Damaged, or no snapshot.
      }
    }
    return found;
  }

  private static SnapshotReport backup(Path file) {
    try (BackupFile backup = BackupFile.open(file)) {
      BackupHeader header = backup.header();
      return new SnapshotReport(file, header.manifest(), header, backup.verify());
    } catch (IOException e) {
      return new SnapshotReport(file, null, null, List.of(String.valueOf(e.getMessage())));
    }
  }

  private static SnapshotReport snapshot(Path folder) {
    List<String> problems = new ArrayList<>();
    SnapshotManifest manifest = null;
    try {
      manifest = SnapshotFiles.read(folder);
      for (Part part : manifest.parts()) {
        String defect = SnapshotFiles.defect(folder, List.of(part));
        if (defect != null) {
          problems.add(defect);
        }
      }
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return new SnapshotReport(folder, manifest, null, problems);
  }
}
