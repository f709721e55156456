package dev.palisade.kv.rocks;

import dev.palisade.kv.rocks.SnapshotManifest.State;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.kv.state.StoreException;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the folder of one snapshot holds: read, never changed. */
final class SnapshotFiles {
  private SnapshotFiles() {}

  /**
   * The manifest in a snapshot's folder.
   *
   * @throws IOException if it is missing or damaged
   */
  static SnapshotManifest read(Path snapshotFolder) throws IOException {
    Path file = snapshotFolder.resolve(SnapshotManifest.NAME);
    if (!Files.exists(file)) {
      throw new IOException("it has no manifest");
    }
    if (Files.size(file) > SnapshotManifest.MAX_BYTES) {
      throw new IOException("its manifest has " + Files.size(file) + " bytes");
    }
    return SnapshotManifest.decode(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  /**
   * What the files in a folder hold.
   *
   * @throws IOException if they cannot be opened
   */
  static StateSummary summary(Path databaseFolder) throws IOException {
    try (RocksStore view = RocksStore.view(databaseFolder)) {
      return StateSummary.of(view);
    } catch (StoreException | IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static State stateOf(StateSummary summary) {
    return new State(summary.revision(), summary.lastHlc(), summary.stateHash());
  }

  /** What is wrong with the first part that is not as it should be; null when all are. */
  static @Nullable String defect(Path snapshotFolder, List<Part> parts) throws IOException {
    for (Part part : parts) {
      Path file = snapshotFolder.resolve(part.name());
      if (!Files.isRegularFile(file)) {
        return part.name() + " is missing";
      }
      if (Files.size(file) != part.bytes()) {
        return part.name() + " has " + Files.size(file) + " bytes instead of " + part.bytes();
      }
      if (Durably.crc32c(file) != part.crc32c()) {
        return part.name() + " does not have its checksum";
      }
    }
    return null;
  }
}
