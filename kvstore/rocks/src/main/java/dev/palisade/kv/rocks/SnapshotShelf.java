package dev.palisade.kv.rocks;

import dev.palisade.kv.state.StateSummary;
import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.log.MembershipCodec;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of whole snapshots, each in a folder of its own named {@code index-term}, which gets
 * that name when everything in it is durable, and loses it before anything of it is deleted.
 * Thread-safe: nothing slow is done under the lock.
 */
final class SnapshotShelf {
  /** Of a snapshot that is being made, or deleted; removed at start. */
  static final String DRAFT = ".tmp";

  /** What a snapshot whose manifest cannot be read is called, until another is taken. */
  private static final String UNREADABLE = "unreadable-";

  private static final Logger LOG = LoggerFactory.getLogger("palisade.snapshots");

  /** Whoever waits for the parts asks for them again and again; they are not read each time. */
  private static final long TRUSTED_NANOS = 60_000_000_000L;

  /** A whole snapshot, and when its bytes were last looked at, if they were. */
  private static final class Kept {
    final SnapshotManifest manifest;
    final Path folder;
    volatile @Nullable Long checkedNanos;
    int pins;

    Kept(SnapshotManifest manifest, Path folder) {
      this.manifest = manifest;
      this.folder = folder;
    }
  }

  private final Path folder;
  private final TreeMap<Long, Kept> kept = new TreeMap<>();

  private SnapshotShelf(Path folder) {
    this.folder = folder;
  }

  /** Looks at what is there; removes what was being made or deleted, and sets aside the rest. */
  static SnapshotShelf open(Path folder) throws IOException {
    Durably.createFolder(folder);
    SnapshotShelf shelf = new SnapshotShelf(folder);
    for (String name : Durably.names(folder)) {
      Path path = folder.resolve(name);
      if (name.endsWith(DRAFT)) {
        Durably.delete(path);
      } else if (name.matches("\\d+-\\d+")) {
        shelf.take(name, path);
      }
    }
    return shelf;
  }

  private void take(String name, Path path) throws IOException {
    try {
      SnapshotManifest manifest = SnapshotFiles.read(path);
      if (!manifest.snapshot().reference().equals(name)) {
        throw new IOException("its manifest is that of " + manifest.snapshot().reference());
      }
      kept.put(manifest.snapshot().index(), new Kept(manifest, path));
    } catch (IOException e) {
      Path aside = folder.resolve(UNREADABLE + name);
      LOG.warn(
          "snapshot {} cannot be used: {}; it is set aside as {} until the next snapshot",
          name,
          e.getMessage(),
          aside);
      Durably.delete(aside);
      Durably.rename(path, aside);
    }
  }

  /** Deletes what {@link #open} set aside. */
  void deleteUnreadable() throws IOException {
    for (String name : Durably.names(folder)) {
      if (name.startsWith(UNREADABLE)) {
        Durably.delete(folder.resolve(name));
      }
    }
  }

  /** A folder that is not there yet, for a snapshot that is being made. */
  Path draft(String name) throws IOException {
    Path draft = folder.resolve(name + DRAFT);
    Durably.delete(draft);
    return draft;
  }

  synchronized @Nullable Snapshot newest() {
    return kept.isEmpty() ? null : kept.lastEntry().getValue().manifest.snapshot();
  }

  synchronized Optional<SnapshotManifest> manifest(String reference) {
    return Optional.ofNullable(find(reference)).map(found -> found.manifest);
  }

  Path folder(SnapshotManifest manifest) {
    return folder.resolve(manifest.snapshot().reference());
  }

  /** A manifest of the files in a draft, and of the state that they hold. */
  SnapshotManifest survey(Path draft, Membership initial) throws IOException {
    Map<Object, Part> known = knownFiles();
    List<Part> parts = new ArrayList<>();
    Pace pace = new Pace();
    for (String name : Durably.names(draft)) {
      Path file = draft.resolve(name);
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Part same = attributes.fileKey() == null ? null : known.get(attributes.fileKey());
      if (same != null && same.name().equals(name) && same.bytes() == attributes.size()) {
        parts.add(same); // Its bytes are those of then, or else are damaged now.
        continue;
      }
      if (!SstFiles.isTable(name)) {
        Durably.sync(file); // RocksDB syncs each table before it counts.
      }
      parts.add(new Part(name, attributes.size(), Durably.crc32c(file, pace::rest)));
    }
    Durably.sync(draft);
    StateSummary summary = SnapshotFiles.summary(draft);
    ByteBuffer payload = summary.membership();
    Membership membership = payload == null ? initial : MembershipCodec.decode(payload);
    Snapshot snapshot =
        new Snapshot(summary.applied(), membership, SnapshotManifest.nameOf(summary.applied()));
    return new SnapshotManifest(snapshot, SnapshotFiles.stateOf(summary), parts);
  }

  /**
   * Puts a draft, whose parts are durable, among the whole ones. One of the same entry that is here
   * already stays, and the draft goes.
   */
  Snapshot add(SnapshotManifest manifest, Path draft) throws IOException {
    Path target = folder(manifest);
    synchronized (this) {
      Kept same = find(manifest.snapshot().reference());
      if (same != null) {
        Durably.delete(draft);
        return same.manifest.snapshot();
      }
    }
    Durably.delete(target); // Of one that could not be read.
    Durably.replace(draft.resolve(SnapshotManifest.NAME), manifest.encode());
    Durably.rename(draft, target);
    Kept added = new Kept(manifest, target);
    added.checkedNanos = System.nanoTime(); // Its bytes were read just now, or when they came.
    synchronized (this) {
      kept.put(manifest.snapshot().index(), added);
    }
    return manifest.snapshot();
  }

  /** Whether a snapshot is here whole: reads all of it, unless that was done lately. */
  boolean isWhole(String reference) throws IOException {
    Kept found = lookUp(reference);
    Long checked = found == null ? null : found.checkedNanos;
    return (checked != null && System.nanoTime() - checked < TRUSTED_NANOS)
        || isWholeNow(reference);
  }

  /** Whether a snapshot is here whole: reads all of it. A damaged one is deleted. */
  boolean isWholeNow(String reference) throws IOException {
    Kept found = lookUp(reference);
    if (found == null) {
      return false;
    }
    String defect = SnapshotFiles.defect(found.folder, found.manifest.parts());
    if (defect == null) {
      found.checkedNanos = System.nanoTime();
      return true;
    }
    LOG.error("snapshot {} is damaged and is deleted: {}", reference, defect);
    remove(found);
    return false;
  }

  Optional<List<Part>> parts(String reference) {
    return Optional.ofNullable(lookUp(reference)).map(found -> found.manifest.parts());
  }

  /** The file of a part, to be given away; null when there is none. */
  @Nullable Path file(String reference, String part) {
    Kept found = lookUp(reference);
    if (found == null
        || found.manifest.parts().stream().noneMatch(each -> each.name().equals(part))) {
      return null;
    }
    // Whoever asks for the parts again got damaged bytes, or was interrupted: worth another look.
    found.checkedNanos = null;
    return found.folder.resolve(part);
  }

  /** Keeps it until {@link #unpin}; false when it is not here. */
  synchronized boolean pin(String reference) {
    Kept found = find(reference);
    if (found != null) {
      found.pins++;
    }
    return found != null;
  }

  synchronized void unpin(String reference) {
    Kept found = find(reference);
    if (found != null) {
      found.pins--;
    }
  }

  /** Deletes all but the newest, those that are pinned, and these. */
  void deleteOld(Set<String> lent) throws IOException {
    List<Kept> old;
    synchronized (this) {
      long newest = kept.isEmpty() ? 0 : kept.lastKey();
      old =
          kept.headMap(newest).values().stream()
              .filter(each -> each.pins == 0)
              .filter(each -> !lent.contains(each.manifest.snapshot().reference()))
              .toList();
    }
    for (Kept each : old) {
      remove(each);
    }
  }

  /** Deletes this one, if it is here. */
  void drop(String reference) throws IOException {
    Kept found = lookUp(reference);
    if (found != null) {
      remove(found);
    }
  }

  private void remove(Kept old) throws IOException {
    synchronized (this) {
      kept.remove(old.manifest.snapshot().index(), old);
    }
    discard(old.folder);
  }

  private void discard(Path snapshotFolder) throws IOException {
    Path trash = folder.resolve("old-" + snapshotFolder.getFileName() + DRAFT);
    Durably.delete(trash);
    try {
      Durably.rename(snapshotFolder, trash);
    } catch (NoSuchFileException e) {
      return;
    }
    Durably.deleteSlowly(trash);
  }

  /** The parts on the shelf, by what the file system knows them by. */
  private Map<Object, Part> knownFiles() throws IOException {
    List<Kept> all;
    synchronized (this) {
      all = List.copyOf(kept.values());
    }
    Map<Object, Part> known = new HashMap<>();
    for (Kept each : all) {
      for (Part part : each.manifest.parts()) {
        Path file = each.folder.resolve(part.name());
        Object key =
            Files.exists(file)
                ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                : null;
        if (key != null && SstFiles.isTable(part.name())) {
          known.put(key, part);
        }
      }
    }
    return known;
  }

  private synchronized @Nullable Kept lookUp(String reference) {
    return find(reference);
  }

  private @Nullable Kept find(String reference) {
    return kept.values().stream()
        .filter(each -> each.manifest.snapshot().reference().equals(reference))
        .findFirst()
        .orElse(null);
  }
}
