package dev.palisade.kv.server;

import dev.palisade.kv.state.StoreKeeper;
import dev.palisade.raft.replica.NoSnapshots;
import dev.palisade.raft.replica.SnapshotOptions;
import dev.palisade.raft.replica.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Where a node keeps its state.
 *
 * @param snapshots of the keeper's very store
 */
public record NodeState(StoreKeeper keeper, SnapshotStore snapshots) {
  private static final int TURNS = 8;

  /**
   * When snapshots are due: as configured, and never where none are kept. All nodes apply the same
   * bytes at about the same time; some are content with fewer, down to half as many, so that they
   * are not busy with snapshots at the same time.
   */
  SnapshotOptions optionsOf(ServerConfig config) {
    SnapshotOptions asked = config.snapshots();
    if (!keepsSnapshots()) {
      return new SnapshotOptions(Long.MAX_VALUE, 0, asked.chunkBytes());
    }
    long turn = asked.logBytes() / (2 * TURNS) * (config.self().value() % TURNS);
    return new SnapshotOptions(asked.logBytes() - turn, asked.keepLogBytes(), asked.chunkBytes());
  }

  /** Bytes of all parts of a snapshot; 0 when it is gone. */
  long snapshotBytes(String reference) {
    try {
      return snapshots.parts(reference).orElse(List.of()).stream()
          .mapToLong(SnapshotStore.Part::bytes)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The disk fails: the node stops.
    }
  }

  boolean keepsSnapshots() {
    return !(snapshots instanceof NoSnapshots);
  }
}
