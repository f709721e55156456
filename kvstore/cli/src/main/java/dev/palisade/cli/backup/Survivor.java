package dev.palisade.cli.backup;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.kv.rocks.NewState;
import dev.palisade.kv.rocks.RocksStore;
import dev.palisade.kv.rocks.StateInspection;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.kv.state.StoreException;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.LogInspection;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import dev.palisade.raft.runtime.ReadOnlyDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The data of a node that is left: read, never changed. */
final class Survivor {
  private static final int BATCH_BYTES = 1 << 20;

  /**
   * What became of it.
   *
   * @param old whose data it was
   * @param source the folder, within the node's, of the state that was taken
   * @param replayed entries of the log that the state had not seen
   */
  record Recovered(LogIdentity old, String source, long replayed, EntryId applied, long revision) {}

  private final Path data;
  private final FolderDraft draft;
  private final LogIdentity identity;

  private Survivor(Path data, FolderDraft draft, LogIdentity identity) {
    this.data = data;
    this.draft = draft;
    this.identity = identity;
  }

  /**
   * Lays a new node out with all that is left.
   *
   * @throws IOException if nothing can be made of it; the message says why
   */
  static Recovered recover(Path data, Path target, NewCluster cluster, long newClusterId)
      throws IOException {
    Path log = data.resolve("log");
    if (!Files.isDirectory(log)) {
      throw new CommandFailed(
          ExitCode.USAGE, "there is no node's data in " + data + ": it has no log");
    }
    try (FileChannel channel = lock(log)) {
      LogIdentity identity = identity(log);
      if (identity.clusterId() == newClusterId) {
        throw new CommandFailed(
            ExitCode.USAGE,
            "--cluster-id "
                + newClusterId
                + " is that of the old cluster; give the new one another, so that nodes of the old"
                + " one can never meet it");
      }
      try (FolderDraft draft = FolderDraft.begin(target)) {
        return new Survivor(data, draft, identity).run(cluster);
      }
    }
  }

  /** Held by a node that runs; taken here so that none can be started meanwhile. */
  private static FileChannel lock(Path log) throws IOException {
    Path file = log.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new CommandFailed(ExitCode.ERROR, "the node runs; stop it first");
    }
    return channel;
  }

  private static LogIdentity identity(Path log) throws IOException {
    return LogInspection.run(new ReadOnlyDisk(log), item -> {}).segments().stream()
        .map(LogInspection.SegmentReport::identity)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IOException(log + " holds no log that can be read"));
  }

  private Recovered run(NewCluster cluster) throws IOException {
    Path copy = draft.path().resolve("old-log");
    copyLog(copy);
    NewState state = NewState.in(draft.path().resolve("state"));
    Recovered recovered;
    long leastTerm;
    try (FileDisk disk = FileDisk.open(copy);
        Wal wal = Wal.open(disk, WalOptions.ofDefaults(identity, 1).forExistingLog())) {
      leastTerm = wal.hardState().term();
      recovered = build(state, wal);
    }
    FolderDraft.delete(copy);
    cluster.finish(state, leastTerm, draft);
    return recovered;
  }

  private void copyLog(Path copy) throws IOException {
    Files.createDirectories(copy);
    ReadOnlyDisk log = new ReadOnlyDisk(data.resolve("log"));
    for (String name : log.list()) {
      if (name.endsWith(".log")) {
        Files.copy(data.resolve("log").resolve(name), copy.resolve(name));
      }
    }
  }

  /** The first state that can be opened: the live one, or the newest snapshot that is whole. */
  private Recovered build(NewState state, Wal wal) throws IOException {
    List<String> problems = new ArrayList<>();
    for (Path source : sources(problems)) {
      try {
        state.copy(source);
        return replay(state, source, wal);
      } catch (IOException | StoreException | IllegalStateException e) {
        problems.add(source + ": " + e.getMessage());
        state.drop();
      }
    }
    throw new IOException(
        "no state can be taken from "
            + data
            + "; 'palisade inspect state' and 'palisade inspect snapshot' say more: "
            + String.join("; ", problems));
  }

  private List<Path> sources(List<String> problems) throws IOException {
    List<Path> sources = new ArrayList<>();
    try {
      sources.add(StateInspection.database(data));
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    try {
      StateInspection.snapshots(data).stream()
          .filter(snapshot -> snapshot.problems().isEmpty() && snapshot.manifest() != null)
          .sorted(
              Comparator.comparingLong(
                  snapshot -> -Objects.requireNonNull(snapshot.manifest()).snapshot().index()))
          .forEach(snapshot -> sources.add(snapshot.path()));
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return sources;
  }

  private Recovered replay(NewState state, Path source, Wal wal) throws IOException {
    try (RocksStore store = new RocksStore(state.database())) {
      KvStateMachine machine = new KvStateMachine(store);
      long from = machine.appliedIndex() + 1;
      if (wal.holds(machine.applied())) {
        while (machine.appliedIndex() < wal.entryIds().lastIndex()) {
          EntryBatch batch =
              wal.read(machine.appliedIndex() + 1, Long.MAX_VALUE, BATCH_BYTES)
                  .orElseThrow(() -> new IOException("the log has a gap"));
          machine.apply(EntryCodec.decodeAll(batch));
        }
      } else if (machine.appliedIndex() < wal.base().index()) {
        throw new IOException(
            "it holds entries up to %s, and the log begins behind %s"
                .formatted(machine.applied(), wal.base()));
      }
      StateSummary summary = StateSummary.of(store);
      return new Recovered(
          identity,
          data.relativize(source).toString(),
          machine.appliedIndex() + 1 - from,
          summary.applied(),
          summary.revision());
    }
  }
}
