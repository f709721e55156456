package dev.palisade.kv.rocks;

import dev.palisade.kv.state.Scrub;
import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.kv.state.Store;
import dev.palisade.kv.state.StoreException;
import dev.palisade.kv.state.StoreKeeper;
import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All that a replica keeps of its state, in one folder: the live database, named by a pointer that
 * is replaced in one step, and snapshots beside it.
 *
 * <pre>
 * CURRENT-STATE            names db-4
 * db-4/                    the live database
 * snapshots/8200-7/        the snapshot of entry 8200@7: checkpoint files and their manifest
 * receiving/               a snapshot on its way
 * quarantined/             what was here before it was found damaged, until there is a snapshot
 * CONDEMNED                the state was found wrong and must not be used again
 * </pre>
 *
 * A folder that holds a database itself, as earlier versions left it, is used as it is until a
 * snapshot is restored. What a crash left unfinished is removed by {@link #open}.
 *
 * <p>Thread-safe, except that methods of {@link SnapshotStore} other than {@link #read} are called
 * by one thread at a time, and {@link #restore} by the one that applies.
 */
public final class RocksState implements StoreKeeper, SnapshotStore, AutoCloseable {
  private static final String RECEIVING = "receiving";
  private static final String QUARANTINED = "quarantined";

  /** While it exists, everything else is on its way into the quarantine. */
  private static final String QUARANTINE_BEGUN = "QUARANTINE-BEGUN";

  /** Between two readings of all rows, beside the reading of all bytes for each snapshot. */
  private static final Duration SCRUB_EVERY = Duration.ofHours(1);

  /** Hears of each step of {@link #restore} when it is durable. For tests, which end there. */
  @FunctionalInterface
  interface Steps {
    void done(String step) throws IOException;
  }

  private final Path folder;
  private final StatePointer pointer;
  private final SnapshotShelf shelf;
  private final Steps steps;

  /** Held while the store is replaced, or looked at by another thread than the applying one. */
  private final Object replacing = new Object();

  private final Duration scrubEvery;
  private long scrubbedNanos = System.nanoTime();
  private volatile RocksStore store;
  private Path database;

  private RocksState(
      Path folder,
      SnapshotShelf shelf,
      Path database,
      RocksStore store,
      Steps steps,
      Duration scrubEvery) {
    this.folder = folder;
    this.pointer = new StatePointer(folder);
    this.shelf = shelf;
    this.database = database;
    this.store = store;
    this.steps = steps;
    this.scrubEvery = scrubEvery;
  }

  /**
   * Opens the state in this folder, which is created when there is none.
   *
   * @throws dev.palisade.kv.state.StateDamagedException if it is damaged: {@link #quarantine} it,
   *     where others can give it back
   * @throws StoreException if it cannot be opened, for one because another process has it open; the
   *     message says what to do
   */
  public static RocksState open(Path folder) {
    return open(folder, step -> {}, SCRUB_EVERY);
  }

  /**
   * Puts everything in this folder, which nobody has open, out of the way: what {@link #open} finds
   * then is empty. It is kept until the next snapshot is taken, for whoever wants to look.
   *
   * @throws IOException if the disk fails; the next {@link #open} goes on with it
   */
  public static void quarantine(Path folder) throws IOException {
    Durably.createFolder(folder);
    Path begun = folder.resolve(QUARANTINE_BEGUN);
    if (!Files.exists(begun)) {
      Durably.delete(folder.resolve(QUARANTINED));
      Files.createFile(begun);
      Durably.sync(folder);
    }
    Path quarantined = folder.resolve(QUARANTINED);
    Files.createDirectories(quarantined);
    for (String name : Durably.names(folder)) {
      if (!name.equals(QUARANTINED) && !name.equals(QUARANTINE_BEGUN)) {
        Files.move(folder.resolve(name), quarantined.resolve(name));
      }
    }
    Durably.sync(quarantined);
    Durably.sync(folder);
    Files.delete(begun);
    Durably.sync(folder);
  }

  static RocksState open(Path folder, Steps steps, Duration scrubEvery) {
    try {
      Durably.createFolder(folder);
      if (Files.exists(folder.resolve(QUARANTINE_BEGUN))) {
        quarantine(folder);
      }
      Condemned.check(folder);
      Path database = LiveDatabase.find(folder, new StatePointer(folder));
      // First: its lock keeps other processes out.
      return opened(folder, database, new RocksStore(database), steps, scrubEvery);
    } catch (IOException e) {
      throw new StoreException("cannot open the state in " + folder + ": " + e.getMessage(), e);
    }
  }

  private static RocksState opened(
      Path folder, Path database, RocksStore store, Steps steps, Duration scrubEvery)
      throws IOException {
    try {
      removeOthers(folder, database);
      SnapshotShelf shelf = SnapshotShelf.open(folder.resolve("snapshots"));
      IncomingSnapshot.dropUnlessNewer(folder.resolve(RECEIVING), shelf.newest());
      return new RocksState(folder, shelf, database, store, steps, scrubEvery);
    } catch (IOException e) {
      store.abandon();
      throw e;
    }
  }

  /** Databases that are not the live one: not yet, or not any more. */
  private static void removeOthers(Path folder, Path database) throws IOException {
    for (String name : Durably.names(folder)) {
      Path path = folder.resolve(name);
      boolean isDatabase = StatePointer.numberOf(name) > 0;
      boolean isOfOldLayout = !database.equals(folder) && isDatabaseFile(name);
      if ((isDatabase && !path.equals(database)) || isOfOldLayout || name.endsWith(".tmp")) {
        Durably.delete(path);
      }
    }
  }

  /** RocksDB's own files, where they are in the folder itself. */
  private static boolean isDatabaseFile(String name) {
    return name.matches(
        "CURRENT|IDENTITY|LOCK|LOG(\\.old.*)?|(MANIFEST|OPTIONS)-.*|\\d+\\.(sst|log|dbtmp)");
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public @Nullable Snapshot newest() {
    return shelf.newest();
  }

  @Override
  public Snapshot take(Membership initial) throws IOException {
    Path draft = shelf.draft("taking");
    try {
      synchronized (replacing) {
        store.checkpoint(draft);
      }
      store.verifyTables(draft);
      scrubIfDue(draft);
      Snapshot taken = shelf.add(shelf.survey(draft, initial), draft);
      shelf.deleteUnreadable();
      Durably.delete(folder.resolve(QUARANTINED));
      return taken;
    } catch (StateDamagedException e) {
      throw e;
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Damage that RocksDB cannot see, since it was there when it computed its checksums. */
  private void scrubIfDue(Path checkpoint) {
    if (System.nanoTime() - scrubbedNanos < scrubEvery.toNanos()) {
      return;
    }
    scrubbedNanos = System.nanoTime();
    try (RocksStore view = RocksStore.view(checkpoint)) {
      String defect = Scrub.defectOf(view);
      if (defect != null) {
        throw new StateDamagedException("the store in " + database + ": " + defect, null);
      }
    }
  }

  @Override
  public Optional<List<Part>> parts(String reference) throws IOException {
    return shelf.isWhole(reference) ? shelf.parts(reference) : Optional.empty();
  }

  @Override
  public Optional<ByteBuffer> manifest(String reference) {
    return shelf.manifest(reference).map(SnapshotManifest::encode);
  }

  @Override
  public Optional<ByteBuffer> read(String reference, String part, long offset, int maxBytes)
      throws IOException {
    Path file = shelf.file(reference, part);
    if (file == null || offset < 0) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long there = Math.max(0, channel.size() - offset);
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(maxBytes, there));
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {}
      return Optional.of(bytes.flip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Incoming receive(Snapshot snapshot, List<Part> parts) throws IOException {
    return IncomingSnapshot.begin(shelf, folder.resolve(RECEIVING), snapshot, parts);
  }

  @Override
  public void deleteOld(Set<String> lent) throws IOException {
    shelf.deleteOld(lent);
  }

  @Override
  public void drop(String reference) throws IOException {
    shelf.drop(reference);
  }

  @Override
  public @Nullable Membership remembered() {
    return LastMembership.in(folder.resolve(QUARANTINED)).orElse(null);
  }

  @Override
  public void condemn(String reason) {
    Condemned.mark(folder, reason);
  }

  @Override
  public Store restore(Snapshot snapshot) throws IOException {
    String name = SnapshotManifest.nameOf(snapshot.lastIncluded());
    SnapshotManifest manifest =
        shelf
            .manifest(name)
            .orElseThrow(() -> new IOException("the snapshot " + name + " is not here any more"));
    if (!shelf.isWholeNow(name)) {
      throw new IOException("the snapshot " + name + " is damaged, and was deleted; start again");
    }
    synchronized (replacing) {
      int number = Math.max(1, StatePointer.numberOf(nameOf(database)));
      String next = StatePointer.database(number + 1);
      Path fresh = folder.resolve(next);
      copy(manifest, fresh);
      steps.done("copied");
      RocksStore opened = openChecked(fresh, manifest);
      steps.done("opened");
      pointer.write(next);
      steps.done("pointed");
      store.abandon();
      store = opened;
      Path old = database;
      database = fresh;
      removeOthers(folder, fresh);
      steps.done("removed " + nameOf(old));
      return opened;
    }
  }

  private void copy(SnapshotManifest manifest, Path fresh) throws IOException {
    Path source = shelf.folder(manifest);
    Durably.delete(fresh);
    Files.createDirectory(fresh);
    steps.done("created " + nameOf(fresh));
    for (Part part : manifest.parts()) {
      // Only tables never change; RocksDB writes to the others.
      if (SstFiles.isTable(part.name())) {
        Durably.linkOrCopy(source.resolve(part.name()), fresh.resolve(part.name()));
      } else {
        Durably.copy(source.resolve(part.name()), fresh.resolve(part.name()));
      }
      steps.done("copied " + part.name());
    }
    Durably.sync(fresh);
    Durably.sync(folder);
  }

  private static RocksStore openChecked(Path fresh, SnapshotManifest manifest) throws IOException {
    RocksStore opened = null;
    try {
      opened = new RocksStore(fresh);
      StateSummary summary = StateSummary.of(opened);
      if (summary.applied().equals(manifest.snapshot().lastIncluded())) {
        return opened;
      }
      opened.abandon();
      throw new IOException(
          "the snapshot " + manifest.snapshot().reference() + " holds " + summary.applied());
    } catch (StoreException | IllegalStateException e) {
      if (opened != null) {
        opened.abandon();
      }
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public Pin pin(String reference) {
    boolean isPinned = shelf.pin(reference);
    AtomicBoolean closed = new AtomicBoolean(!isPinned);
    return () -> {
      if (closed.compareAndSet(false, true)) {
        shelf.unpin(reference);
      }
    };
  }

  /** Writes the state out and closes it. */
  @Override
  public void close() {
    synchronized (replacing) {
      store.close();
    }
  }

  /** Closes as a crash does: what was not written out is lost, and comes from the log again. */
  public void abandon() {
    store.abandon();
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}
