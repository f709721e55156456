package dev.palisade.cli.backup;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's new folder while it is laid out. All is written to a folder within it, so that no other
 * file system needs room, and gets its place when it is whole. What is not finished leaves nothing
 * behind; files of others are never touched. One thread.
 *
 * <pre>
 *   try (FolderDraft draft = FolderDraft.begin(folder)) {
 *     ... write below draft.path() ...
 *     draft.finish();
 *   }
 * </pre>
 */
final class FolderDraft implements AutoCloseable {
  /** Only this program gives anything this name; it is there again after a process was killed. */
  static final String NAME = ".palisade-new-node";

  /** What a file system puts into its topmost folder by itself. */
  private static final String LOST_AND_FOUND = "lost+found";

  private static final String LOCK = "lock";
  private static final int NAMES_SHOWN = 5;

  private final Path folder;
  private final Path draft;
  private final FileChannel lock;

  /** The topmost of the folders that were made for this; null when the folder was there. */
  private final @Nullable Path made;

  private final List<Path> placed = new ArrayList<>();
  private boolean finished;

  private FolderDraft(Path folder, Path draft, FileChannel lock, @Nullable Path made) {
    this.folder = folder;
    this.draft = draft;
    this.lock = lock;
    this.made = made;
  }

  /**
   * Begins one. The folder may be there if it is empty, as that of a volume which is mounted.
   *
   * @throws CommandFailed if it holds anything, is a file, or another process is at it
   */
  static FolderDraft begin(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath();
    requireEmpty(absolute);
    Path made = firstMissing(absolute);
    Path above = made == null ? absolute : made.getParent();
    if (above != null && !Files.isDirectory(above)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "cannot create folder %s: %s is a file; name another folder".formatted(folder, above));
    }
    Path draft = absolute.resolve(NAME);
    try {
      Files.createDirectories(draft);
      FileChannel lock = lock(draft);
      try {
        emptyBut(draft, LOCK); // Of one that was killed.
        return new FolderDraft(absolute, draft, lock, made);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      if (made != null) {
        delete(made);
      }
      throw e;
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          folder + " is not a folder; name one that is empty, or that does not exist");
    }
    List<String> others;
    try (Stream<Path> all = Files.list(folder)) {
      others =
          all.map(each -> each.getFileName().toString())
              .filter(name -> !name.equals(LOST_AND_FOUND) && !name.equals(NAME))
              .sorted()
              .toList();
    }
    if (!others.isEmpty()) {
      String shown = String.join(", ", others.subList(0, Math.min(NAMES_SHOWN, others.size())));
      throw new CommandFailed(
          ExitCode.USAGE,
          "%s is not empty: it holds %s%s; name a folder that is empty, or that does not exist"
              .formatted(folder, shown, others.size() > NAMES_SHOWN ? ", …" : ""));
    }
  }

  private static @Nullable Path firstMissing(Path folder) {
    Path missing = null;
    for (Path each = folder; each != null && !Files.exists(each); each = each.getParent()) {
      missing = each;
    }
    return missing;
  }

  private static FileChannel lock(Path draft) throws IOException {
    FileChannel channel =
        FileChannel.open(draft.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException e) {
      // Held within this very process.
    }
    if (lock == null) {
      channel.close();
      throw new CommandFailed(
          ExitCode.USAGE,
          "another process is laying out a node in " + draft.getParent() + "; let it end");
    }
    return channel;
  }

  /** Where to write, on the folder's file system. */
  Path path() {
    return draft;
  }

  /** Puts everything into its place: the log last, without which no node starts there. */
  void finish() throws IOException {
    List<Path> parts;
    try (Stream<Path> all = Files.list(draft)) {
      parts =
          all.filter(each -> !each.endsWith(LOCK))
              .sorted(Comparator.<Path>naturalOrder().reversed())
              .toList();
    }
    for (Path part : parts) {
      Path place = folder.resolve(part.getFileName());
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(
            place.toString(), null, "it was created by another process meanwhile");
      }
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
      placed.add(place);
    }
    sync(folder);
    Path parent = folder.getParent();
    if (parent != null) {
      sync(parent);
    }
    finished = true;
  }

  /** Removes the draft, and unless it was finished everything else that was made. */
  @Override
  public void close() throws IOException {
    lock.close();
    if (!finished) {
      for (Path place : placed) {
        delete(place);
      }
    }
    delete(draft);
    if (!finished && made != null) {
      deleteIfOnlyFolders(made, folder);
    }
  }

  /** Removes the folders from the lowest up to this one, as far as nobody else uses them. */
  private static void deleteIfOnlyFolders(Path topmost, Path lowest) throws IOException {
    for (Path each = lowest; each != null && each.startsWith(topmost); each = each.getParent()) {
      try (Stream<Path> all = Files.list(each)) {
        if (all.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(each);
    }
  }

  private static void emptyBut(Path folder, String kept) throws IOException {
    List<Path> all;
    try (Stream<Path> listed = Files.list(folder)) {
      all = listed.filter(each -> !each.endsWith(kept)).toList();
    }
    for (Path each : all) {
      delete(each);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes a file or a folder with all that is in it; links are not followed. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
