package dev.palisade.harness.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of a node's files that were made, changed or removed, and whose directory was not
 * synced since. A disk whose power fails keeps the older ones and loses the newer ones: a file has
 * its old name again, or none, and one that was removed is back (Pillai et al. 2014). The preloaded
 * library notes them from the start of the node on, whatever the disk is told to do.
 */
final class UnsyncedNames {
  /** What the library writes; a line each. */
  private enum Kind {
    /** A file, or a link to one, was made. */
    C,
    /** A directory was made. */
    M,
    /** A name was changed; what had the new one before is kept. */
    R,
    /** A file was removed, and is kept. */
    U,
    /** A directory was removed. */
    D,
    /** A directory was synced. */
    S
  }

  private static final String NOTHING_KEPT = "-";

  private final Path notes;
  private final Path kept;

  /**
   * @param notes what the library writes
   * @param kept where it keeps what was removed
   */
  UnsyncedNames(Path notes, Path kept) {
    this.notes = notes;
    this.kept = kept;
  }

  /** Paths as noted: one, or old and new, or with what is kept. */
  private record Change(Kind kind, List<String> parts) {
    Path path(int part) {
      return Path.of(parts.get(part));
    }

    boolean isIn(Path directory) {
      return directory.equals(path(kind == Kind.R ? 1 : 0).getParent());
    }
  }

  /**
   * Undoes the newest changes, newest first. The node must be down. What is left counts as synced.
   *
   * @param left how many of so many stay, the oldest
   * @return how many were undone; empty when there was none to undo
   */
  Optional<String> lose(IntUnaryOperator left) {
    try {
      List<Change> unsynced = read();
      int stay = unsynced.isEmpty() ? 0 : left.applyAsInt(unsynced.size());
      for (Change change : unsynced.subList(stay, unsynced.size()).reversed()) {
        undo(change);
      }
      Files.deleteIfExists(notes);
      deleteTree(kept);
      return stay == unsynced.size()
          ? Optional.empty()
          : Optional.of(
              "the last %d of %d changes of names are lost"
                  .formatted(unsynced.size() - stay, unsynced.size()));
    } catch (IOException e) {
      throw new ClusterException("could not undo what is noted in " + notes, e);
    }
  }

  private List<Change> read() throws IOException {
    List<Change> unsynced = new ArrayList<>();
    if (!Files.exists(notes)) {
      return unsynced;
    }
    for (String line : Files.readString(notes, StandardCharsets.UTF_8).split("\n", -1)) {
      List<String> parts = List.of(line.split("\t", -1));
      if (parts.size() < 2) {
        continue; // The end, or the kill came in between.
      }
      Change change = new Change(Kind.valueOf(parts.getFirst()), parts.subList(1, parts.size()));
      if (change.kind == Kind.S) {
        unsynced.removeIf(each -> each.isIn(change.path(0)));
      } else {
        unsynced.add(change);
      }
    }
    return unsynced;
  }

  private static void undo(Change change) throws IOException {
    Path path = change.path(0);
    switch (change.kind) {
      case C, M -> deleteTree(path);
      case D -> {
        if (isThere(path.getParent())) {
          Files.createDirectories(path);
        }
      }
      case U -> bringBack(change.parts.get(1), path);
      case R -> {
        Path renamed = change.path(1);
        if (isThere(renamed) && !isThere(path) && isThere(path.getParent())) {
          Files.move(renamed, path);
        }
        bringBack(change.parts.get(2), renamed);
      }
      case S -> throw new IllegalStateException("a sync is not undone");
    }
  }

  private static void bringBack(String from, Path to) throws IOException {
    if (!from.equals(NOTHING_KEPT) && !isThere(to) && isThere(to.getParent())) {
      Files.move(Path.of(from), to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static boolean isThere(@Nullable Path path) {
    return path != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static void deleteTree(Path path) throws IOException {
    if (!isThere(path)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
