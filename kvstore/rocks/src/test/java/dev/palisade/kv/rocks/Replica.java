package dev.palisade.kv.rocks;

import dev.palisade.kv.state.KeptState;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Incoming;
import dev.palisade.raft.replica.SnapshotStore.Part;
import dev.palisade.raft.replica.SnapshotStore.Want;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The state of one replica, and what passes between two. */
final class Replica implements AutoCloseable {
  final RocksState kept;
  final KeptState state;

  Replica(Path folder) {
    this(folder, step -> {});
  }

  Replica(Path folder, RocksState.Steps steps) {
    kept = RocksState.open(folder, steps, Duration.ofHours(1));
    state = new KeptState(kept);
  }

  String hash() {
    return HexFormat.of().formatHex(state.machine().stateHash());
  }

  String recomputedHash() {
    return HexFormat.of().formatHex(state.machine().recomputeHash());
  }

  SnapshotManifest manifest(Snapshot snapshot) throws IOException {
    return SnapshotManifest.decode(kept.manifest(snapshot.reference()).orElseThrow());
  }

  /** Fetches so many bytes of it at most; whether it is whole then. */
  boolean fetch(Snapshot snapshot, Replica from, long most) throws IOException {
    List<Part> parts = from.kept.parts(snapshot.reference()).orElseThrow();
    Incoming incoming = kept.receive(snapshot, parts);
    long left = most;
    for (Want want = incoming.next(); want != null && left > 0; want = incoming.next()) {
      int chunk = (int) Math.min(10_000, Math.min(want.bytes(), left));
      ByteBuffer bytes =
          from.kept.read(snapshot.reference(), want.part(), want.offset(), chunk).orElseThrow();
      left -= bytes.remaining();
      incoming.write(bytes);
    }
    return incoming.next() == null && incoming.finish();
  }

  @Override
  public void close() {
    kept.close();
  }

  /** A copy of a folder as a crash would leave it. */
  static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }
}
