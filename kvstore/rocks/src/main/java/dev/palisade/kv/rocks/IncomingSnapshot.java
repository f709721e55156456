package dev.palisade.kv.rocks;

import dev.palisade.kv.rocks.SnapshotManifest.State;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Incoming;
import dev.palisade.raft.replica.SnapshotStore.Part;
import dev.palisade.raft.replica.SnapshotStore.Want;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot on its way, in a folder with the manifest of what it is to become. Each part grows
 * from its front, one after another, so the lengths of the files say how far it is, also for the
 * process that comes after this one. Not thread-safe.
 */
final class IncomingSnapshot implements Incoming {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.snapshots");

  private final SnapshotShelf shelf;
  private final Path folder;
  private final SnapshotManifest wanted;
  private int part;
  private long offset;

  private IncomingSnapshot(SnapshotShelf shelf, Path folder, SnapshotManifest wanted) {
    this.shelf = shelf;
    this.folder = folder;
    this.wanted = wanted;
  }

  /** Goes on with what the folder holds of these very parts, or begins anew. */
  static IncomingSnapshot begin(SnapshotShelf shelf, Path folder, Snapshot of, List<Part> parts)
      throws IOException {
    SnapshotManifest.check(parts);
    // Here it goes by its own name, whatever its sender calls it.
    Snapshot snapshot =
        new Snapshot(
            of.lastIncluded(), of.membership(), SnapshotManifest.nameOf(of.lastIncluded()));
    SnapshotManifest wanted = new SnapshotManifest(snapshot, State.UNKNOWN, parts);
    if (!isOf(folder, wanted)) {
      Durably.delete(folder);
      Durably.createFolder(folder);
      Durably.replace(folder.resolve(SnapshotManifest.NAME), wanted.encode());
    }
    IncomingSnapshot incoming = new IncomingSnapshot(shelf, folder, wanted);
    incoming.findPlace();
    return incoming;
  }

  /** Removes what was received of one that is not newer than what is here. */
  static void dropUnlessNewer(Path folder, @Nullable Snapshot newest) throws IOException {
    try {
      if (Files.exists(folder)
          && newest != null
          && SnapshotFiles.read(folder).snapshot().index() <= newest.index()) {
        Durably.delete(folder);
      }
    } catch (IOException e) {
      Durably.delete(folder); // Nobody can go on with it.
    }
  }

  private static boolean isOf(Path folder, SnapshotManifest wanted) {
    try {
      return SnapshotFiles.read(folder).equals(wanted);
    } catch (IOException e) {
      return false;
    }
  }

  private void findPlace() throws IOException {
    long had = 0;
    for (part = 0; part < wanted.parts().size(); part++) {
      Path file = file(wanted.parts().get(part));
      offset = Files.exists(file) ? Files.size(file) : 0;
      if (offset > wanted.parts().get(part).bytes()) {
        Files.delete(file);
        offset = 0;
      }
      had += offset;
      if (offset < wanted.parts().get(part).bytes() || !Files.exists(file)) {
        break;
      }
    }
    skipWhole();
    LOG.info(
        "fetching snapshot {}: {} of {} bytes are here",
        wanted.snapshot().reference(),
        had,
        wanted.totalBytes());
  }

  @Override
  public @Nullable Want next() {
    if (part == wanted.parts().size()) {
      return null;
    }
    Part current = wanted.parts().get(part);
    return new Want(current.name(), offset, current.bytes() - offset);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    Part current = wanted.parts().get(part);
    if (bytes.remaining() > current.bytes() - offset) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes at " + offset + " are more than is wanted of " + current);
    }
    ByteBuffer source = bytes.duplicate();
    try (FileChannel channel =
        FileChannel.open(file(current), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (source.hasRemaining()) {
        offset += channel.write(source, offset);
      }
    }
    if (offset == current.bytes()) {
      Durably.sync(file(current));
      part++;
      offset = 0;
      skipWhole();
    }
  }

  /** Empty parts have no bytes to wait for. */
  private void skipWhole() throws IOException {
    while (part < wanted.parts().size() && wanted.parts().get(part).bytes() == 0) {
      Path file = file(wanted.parts().get(part));
      Files.deleteIfExists(file);
      Files.createFile(file);
      Durably.sync(file);
      part++;
      offset = 0;
    }
  }

  @Override
  public boolean finish() throws IOException {
    String defect = SnapshotFiles.defect(folder, wanted.parts());
    SnapshotManifest whole = defect == null ? whole() : null;
    if (whole == null) {
      LOG.error(
          "the snapshot {} that came in is damaged and is dropped: {}",
          wanted.snapshot().reference(),
          defect == null ? "its files do not hold that state" : defect);
      Durably.delete(folder);
      return false;
    }
    shelf.add(whole, folder);
    return true;
  }

  /** With what its files hold; null when that is not what it says. */
  private @Nullable SnapshotManifest whole() {
    try {
      StateSummary summary = SnapshotFiles.summary(folder);
      return summary.applied().equals(wanted.snapshot().lastIncluded())
          ? wanted.withState(SnapshotFiles.stateOf(summary))
          : null;
    } catch (IOException e) {
      LOG.error("cannot open what came in: {}", e.getMessage());
      return null;
    }
  }

  private Path file(Part of) {
    return folder.resolve(of.name());
  }
}
