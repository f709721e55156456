package dev.palisade.kv.rocks;

import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** The configuration that the newest snapshot in a folder of a state was taken in. */
public final class LastMembership {
  private LastMembership() {}

  /** Empty when there is no snapshot whose manifest can be read. Opens no database. */
  public static Optional<Membership> in(Path stateFolder) {
    try {
      return StateInspection.manifests(stateFolder.resolve("snapshots")).stream()
          .map(SnapshotManifest::snapshot)
          .max(Comparator.comparingLong(Snapshot::index))
          .map(Snapshot::membership);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
