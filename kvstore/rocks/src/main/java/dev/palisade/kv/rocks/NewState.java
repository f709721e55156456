package dev.palisade.kv.rocks;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.kv.state.StoreException;
import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lays the folder of a state out for a new cluster: from a backup, or from the database of a node
 * that survived. The configuration goes; keys, their history and the names of fences stay. How
 * tokens, sessions and revisions go on is the caller's choice.
 */
public final class NewState {
  private final Path folder;
  private final Path database;

  private NewState(Path folder) {
    this.folder = folder;
    database = folder.resolve(StatePointer.database(1));
  }

  /** Begins one, in a folder that is not there yet. */
  public static NewState in(Path folder) throws IOException {
    Durably.createFolder(folder);
    return new NewState(folder);
  }

  /**
   * Takes the state out of a backup.
   *
   * @return what is in it; its hash was computed again from every row
   * @throws IOException if the disk fails, or the backup is damaged
   */
  public StateSummary unpack(BackupFile backup) throws IOException {
    backup.unpack(database);
    try (RocksStore view = RocksStore.view(database)) {
      StateSummary found = StateSummary.of(view);
      SnapshotManifest manifest = backup.header().manifest();
      requireSame("entry", manifest.snapshot().lastIncluded(), found.applied());
      requireSame("state hash", manifest.state().hash(), found.stateHash());
      requireSame("state hash", found.stateHash(), StateSummary.recomputedHash(view));
      return found;
    } catch (StoreException | IllegalStateException e) {
      throw new IOException("the backup is damaged: " + e.getMessage(), e);
    }
  }

  private static void requireSame(String what, Object said, Object found) throws IOException {
    if (!said.equals(found)) {
      throw new IOException(
          "the backup is damaged: it says %s %s, but its rows say %s".formatted(what, said, found));
    }
  }

  /** Copies a database that no process has open. */
  public void copy(Path otherDatabase) throws IOException {
    Files.createDirectory(database);
    for (String name : Durably.names(otherDatabase)) {
      Path file = otherDatabase.resolve(name);
      if (Files.isRegularFile(file) && !name.startsWith("LOG") && !name.equals("LOCK")) {
        Durably.copy(file, database.resolve(name));
      }
    }
    Durably.sync(database);
  }

  /** Removes what {@link #copy} did. */
  public void drop() throws IOException {
    Durably.delete(database);
  }

  /** Where the database is now, to be opened with {@link RocksStore}. */
  public Path database() {
    return database;
  }

  /**
   * Makes the folder that of a member of a new cluster.
   *
   * @param continuation the same for all members
   * @return the snapshot of it that is there now, too
   */
  public Snapshot finish(Membership members, KvStateMachine.Continuation continuation)
      throws IOException {
    Durably.sync(folder);
    new StatePointer(folder).write(StatePointer.database(1));
    try (RocksState state = RocksState.open(folder)) {
      KvStateMachine machine = new KvStateMachine(state.store());
      machine.forgetMembership();
      machine.continueIn(continuation);
      return state.take(members);
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
