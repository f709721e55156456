package dev.palisade.kv.rocks;

import dev.palisade.kv.state.Batch;
import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.kv.state.Store;
import dev.palisade.kv.state.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A store in one directory of RocksDB. Batches go to its memory table and, unlogged, are lost with
 * the process until RocksDB writes the table out or {@link #flush} is called. What is found after
 * that is the state after some whole batch, never a part of one: a batch never spans two tables,
 * and tables are written out in order. One thread writes, any thread reads; a cursor must be closed
 * before the store.
 */
public final class RocksStore implements Store {
  private final Path directory;
  private final RocksOptions options;
  private final RocksDB db;
  private final boolean isView;
  private final OpenSnapshots snapshots = new OpenSnapshots();
  private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);

  /**
   * Opens the store in this directory, which is created when there is none.
   *
   * @throws StoreException if it cannot be opened, for one because another process has it open
   */
  public RocksStore(Path directory) {
    this(directory, RocksOptions.live(), false);
  }

  private RocksStore(Path directory, RocksOptions options, boolean isView) {
    this.directory = directory;
    this.options = options;
    this.isView = isView;
    try {
      db = isView ? view(directory, options) : live(directory, options);
    } catch (RocksDBException | IOException failure) {
      options.close();
      throw failed("open", failure);
    }
  }

  private static RocksDB live(Path directory, RocksOptions options)
      throws RocksDBException, IOException {
    Files.createDirectories(directory);
    return RocksDB.open(options.forDatabase(), directory.toString());
  }

  private static RocksDB view(Path directory, RocksOptions options) throws RocksDBException {
    return RocksDB.openReadOnly(options.forDatabase(), directory.toString());
  }

  /**
   * Opens what was last written out, to be read only: no file is touched, and another process may
   * have the store open.
   *
   * @throws StoreException if there is none, or it is damaged
   */
  public static RocksStore view(Path directory) {
    return new RocksStore(directory, RocksOptions.view(), true);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    try {
      return db.get(key);
    } catch (RocksDBException failure) {
      throw failed("read", failure);
    }
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) {
    try {
      // A copy: RocksDB's list does not say that it holds nulls.
      return new ArrayList<byte @Nullable []>(db.multiGetAsList(keys));
    } catch (RocksDBException failure) {
      throw failed("read", failure);
    }
  }

  @Override
  public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
    return new RocksCursor(from, toExclusive, direction, null);
  }

  @Override
  public Store snapshot() {
    snapshots.begin();
    return new RocksSnapshot();
  }

  @Override
  public void write(Batch batch) {
    try (WriteBatch changes = new WriteBatch(BatchRep.of(batch))) {
      db.write(unlogged, changes);
    } catch (RocksDBException failure) {
      throw failed("write", failure);
    }
  }

  @Override
  public void flush() {
    try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
      db.flush(wait);
    } catch (RocksDBException failure) {
      throw failed("flush", failure);
    }
  }

  /**
   * Writes everything out, and puts the state as it is then into a new folder: files that never
   * change by a second name, the few others copied. Any thread, beside the one that writes; the
   * batches written meanwhile may be in it, each whole or not at all, and in order.
   *
   * @throws StoreException if the disk fails, or the folder exists
   */
  public void checkpoint(Path target) {
    flush();
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException failure) {
      throw failed("take a checkpoint of", failure);
    }
  }

  /** Flushes, then closes. */
  @Override
  public void close() {
    try {
      if (!isView) {
        flush();
      }
    } finally {
      abandon();
    }
  }

  /** Closes as a crash does: what was not written out is lost. For tests. */
  public void abandon() {
    snapshots.end();
    db.close();
    unlogged.close();
    options.close();
  }

  /**
   * Reads all blocks of all tables in the folder of a checkpoint of this store, which are the
   * store's own, with rests. Any thread.
   *
   * @throws StateDamagedException if one is not what was written
   * @throws StoreException if the disk fails
   */
  public void verifyTables(Path checkpoint) throws IOException {
    Pace pace = new Pace();
    for (String name : Durably.names(checkpoint)) {
      if (SstFiles.isTable(name)) {
        verifyTable(checkpoint.resolve(name));
        pace.rest();
      }
    }
  }

  private void verifyTable(Path file) {
    try {
      SstFiles.verify(file);
    } catch (RocksDBException failure) {
      throw failed("verify", failure);
    }
  }

  private StoreException failed(String doing, Exception failure) {
    String message = "cannot " + doing + " the store in " + directory + ": " + failure.getMessage();
    return isDamage(failure)
        ? new StateDamagedException(message, failure)
        : new StoreException(message, failure);
  }

  /** RocksDB finds a checksum wrong, or that its list of files does not fit the files. */
  private static boolean isDamage(Exception failure) {
    Status status = failure instanceof RocksDBException rocks ? rocks.getStatus() : null;
    return status != null
        && (status.getCode() == Status.Code.Corruption
            || String.valueOf(status.getState()).contains("No such file"));
  }

  /** The store as it was at some moment. Its reads fail once the store is being closed. */
  private final class RocksSnapshot implements Store {
    private final Snapshot moment = db.getSnapshot();
    private final ReadOptions options = new ReadOptions().setSnapshot(moment);
    private boolean closed;

    @Override
    public byte @Nullable [] get(byte[] key) {
      snapshots.requireOpen();
      try {
        return db.get(options, key);
      } catch (RocksDBException failure) {
        throw failed("read", failure);
      }
    }

    @Override
    public Cursor scan(byte[] from, byte[] toExclusive, Direction direction) {
      snapshots.requireOpen();
      return new RocksCursor(from, toExclusive, direction, moment);
    }

    @Override
    public Store snapshot() {
      throw new StoreException("a snapshot has no snapshots", null);
    }

    @Override
    public void write(Batch batch) {
      throw new StoreException("a snapshot is only read", null);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        options.close();
        db.releaseSnapshot(moment);
        moment.close();
        snapshots.ended();
      }
    }
  }

  /** RocksDB stops at the bounds by itself; they live as long as the iterator. */
  private final class RocksCursor implements Cursor {
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions bounds;
    private final RocksIterator iterator;
    private final boolean ascending;
    private final boolean isOfSnapshot;

    RocksCursor(byte[] from, byte[] toExclusive, Direction direction, @Nullable Snapshot asOf) {
      lower = new Slice(from);
      upper = new Slice(toExclusive);
      bounds = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
      isOfSnapshot = asOf != null;
      if (asOf != null) {
        bounds.setSnapshot(asOf);
      }
      iterator = db.newIterator(bounds);
      ascending = direction == Direction.ASCENDING;
      if (ascending) {
        iterator.seekToFirst();
      } else {
        iterator.seekToLast();
      }
    }

    @Override
    public boolean valid() {
      if (isOfSnapshot) {
        snapshots.requireOpen();
      }
      if (iterator.isValid()) {
        return true;
      }
      try {
        // An iterator also ends where it fails to read.
        iterator.status();
        return false;
      } catch (RocksDBException failure) {
        throw failed("scan", failure);
      }
    }

    @Override
    public byte[] key() {
      return iterator.key();
    }

    @Override
    public byte[] value() {
      return iterator.value();
    }

    @Override
    public void next() {
      if (ascending) {
        iterator.next();
      } else {
        iterator.prev();
      }
    }

    @Override
    public void seek(byte[] key) {
      if (ascending) {
        iterator.seek(key);
      } else {
        iterator.seekForPrev(key);
      }
    }

    @Override
    public void close() {
      iterator.close();
      bounds.close();
      lower.close();
      upper.close();
    }
  }
}
