package dev.palisade.sim.world;

import dev.palisade.raft.log.Disk;
import dev.palisade.raft.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that loses power, fails, fills up and decays. It remembers which writes and
 * which names no sync has confirmed: {@link #losePower} keeps any part of them, down to single
 * sectors. Survives the processes that use it. Not thread-safe.
 */
final class SimDisk implements Disk {
  private static final int SECTOR_BYTES = 512;

  /** The machine is off: every process on it ends where it stands. */
  static final class PowerLost extends Error {
    private static final long serialVersionUID = 1L;

    PowerLost() {
      super("the power is lost", null, false, false);
    }
  }

  /** Content as programs see it, and as it is on the device. */
  private static final class Inode {
    byte[] visible;
    byte[] durable;
    final List<Write> unsynced = new ArrayList<>();

    /**
     * Where synced writes end, and where they ended one sync before: a log that marks what it knows
     * to be durable has confirmed what lies before the latter.
     */
    int syncedEnd;

    int confirmedEnd;

    /** Since the last sync. */
    boolean opened;

    Inode(int bytes) {
      visible = new byte[bytes];
      durable = new byte[bytes];
    }
  }

  private record Write(int offset, byte[] bytes) {}

  private record NameChange(String name, @Nullable Inode inode) {}

  private final TreeMap<String, Inode> names = new TreeMap<>();
  private final TreeMap<String, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private long capacityBytes = Long.MAX_VALUE;
  private int operationsToPowerLoss;
  private boolean nextSyncFails;
  private boolean rotten;

  /** Lets the power fail in the operation with this number from now on; 1 is the next. */
  void losePowerIn(int operations) {
    operationsToPowerLoss = operations;
  }

  /**
   * The next sync fails, and drops what it was to confirm as Linux does: the writes stay visible,
   * count as synced, and are not on the device.
   */
  void failNextSync() {
    nextSyncFails = true;
  }

  /** Lets creations fail that would go beyond this many bytes; a negative number ends it. */
  void limitFreeBytes(long bytes) {
    capacityBytes = bytes < 0 ? Long.MAX_VALUE : usedBytes() + bytes;
  }

  /** Nothing more fails that was asked to, and there is room; what is damaged stays so. */
  void heal() {
    operationsToPowerLoss = 0;
    nextSyncFails = false;
    capacityBytes = Long.MAX_VALUE;
  }

  /** What decay has damaged was found and made good. */
  void repaired() {
    rotten = false;
  }

  /** Whether decay has damaged something. */
  boolean isRotten() {
    return rotten;
  }

  /**
   * Flips a bit of what a later sync has confirmed as durable; returns where, or null when there is
   * nothing of that kind.
   */
  @Nullable String rot(Dice dice) {
    List<String> candidates = new ArrayList<>();
    durableNames.forEach(
        (name, inode) -> {
          if (inode.confirmedEnd > 0 && names.containsKey(name)) {
            candidates.add(name);
          }
        });
    if (candidates.isEmpty()) {
      return null;
    }
    String name = dice.pick(candidates);
    Inode inode = inodeOf(name);
    int offset = dice.below(inode.confirmedEnd);
    byte bit = (byte) (1 << dice.below(8));
    inode.visible[offset] ^= bit;
    inode.durable[offset] ^= bit;
    rotten = true;
    return name + ":" + offset;
  }

  /** Everything is gone, as on a new disk. */
  void wipe() {
    names.clear();
    durableNames.clear();
    nameChanges.clear();
  }

  /** The power failed: of what no sync had confirmed, any part is left. */
  void losePower(Dice dice) {
    operationsToPowerLoss = 0;
    nextSyncFails = false;
    for (NameChange change : nameChanges) {
      Inode inode = change.inode;
      if (inode != null) {
        settle(inode, dice);
      }
      if (dice.chance(0.5)) {
        apply(change, durableNames);
      }
    }
    nameChanges.clear();
    durableNames.values().forEach(inode -> settle(inode, dice));
    names.clear();
    names.putAll(durableNames);
  }

  private static void settle(Inode inode, Dice dice) {
    for (Write write : inode.unsynced) {
      survive(write, inode.durable, dice);
    }
    inode.unsynced.clear();
    inode.visible = inode.durable.clone();
  }

  /** All, nothing, the beginning, the end, or any sectors of the file. */
  private static void survive(Write write, byte[] target, Dice dice) {
    int bytes = write.bytes.length;
    switch (dice.below(5)) {
      case 0 -> {}
      case 1 -> copy(write, target, 0, bytes);
      case 2 -> copy(write, target, 0, dice.below(bytes + 1));
      case 3 -> copy(write, target, dice.below(bytes + 1), bytes);
      default -> {
        for (int from = 0; from < bytes; ) {
          int inSector = SECTOR_BYTES - (write.offset + from) % SECTOR_BYTES;
          int to = Math.min(bytes, from + inSector);
          if (dice.chance(0.5)) {
            copy(write, target, from, to);
          }
          from = to;
        }
      }
    }
  }

  private static void copy(Write write, byte[] target, int from, int toExclusive) {
    System.arraycopy(write.bytes, from, target, write.offset + from, toExclusive - from);
  }

  @Override
  public List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    if (usedBytes() + bytes > capacityBytes) {
      throw new IOException("No space left on device");
    }
    boolean losesPower = losesPower();
    // A creation that does not end leaves a file of any length.
    Inode inode = new Inode((int) (losesPower ? bytes / 3 : bytes));
    changeName(new NameChange(name, inode));
    endIf(losesPower);
    return new File(name, inode);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new NoSuchFileException(name);
    }
    inode.opened = true;
    return new File(name, inode);
  }

  @Override
  public void delete(String name) throws IOException {
    if (!names.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
    boolean losesPower = losesPower();
    changeName(new NameChange(name, null));
    endIf(losesPower);
  }

  @Override
  public void syncDirectory() throws IOException {
    endIf(losesPower());
    failIfAsked();
    nameChanges.forEach(change -> apply(change, durableNames));
    nameChanges.clear();
  }

  private void changeName(NameChange change) {
    apply(change, names);
    nameChanges.add(change);
  }

  private static void apply(NameChange change, TreeMap<String, Inode> names) {
    Inode inode = change.inode;
    if (inode == null) {
      names.remove(change.name);
    } else {
      names.put(change.name, inode);
    }
  }

  private long usedBytes() {
    long used = 0;
    for (Inode inode : names.values()) {
      used += inode.visible.length;
    }
    return used;
  }

  private Inode inodeOf(String name) {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new IllegalArgumentException("no file " + name + " among " + names.keySet());
    }
    return inode;
  }

  private boolean losesPower() {
    return operationsToPowerLoss > 0 && --operationsToPowerLoss == 0;
  }

  /** Power that is lost in an operation is lost when it reached the device and is not complete. */
  private static void endIf(boolean losesPower) {
    if (losesPower) {
      throw new PowerLost();
    }
  }

  private void failIfAsked() throws IOException {
    if (nextSyncFails) {
      nextSyncFails = false;
      throw new IOException("Input/output error");
    }
  }

  private final class File implements DiskFile {
    private final String name;
    private final Inode inode;
    private boolean closed;

    File(String name, Inode inode) {
      this.name = name;
      this.inode = inode;
    }

    @Override
    public long size() {
      return inode.visible.length;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      checkOpen();
      int available = (int) Math.max(0, inode.visible.length - position);
      int length = Math.min(target.remaining(), available);
      target.put(inode.visible, length == 0 ? 0 : (int) position, length);
      return length;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      checkOpen();
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      if (position + bytes.length > inode.visible.length) {
        throw new IOException(
            "write of " + bytes.length + " bytes at " + position + " beyond the end of " + name);
      }
      boolean losesPower = losesPower();
      System.arraycopy(bytes, 0, inode.visible, (int) position, bytes.length);
      inode.unsynced.add(new Write((int) position, bytes));
      endIf(losesPower);
    }

    @Override
    public void sync() throws IOException {
      checkOpen();
      endIf(losesPower());
      boolean fails = nextSyncFails;
      int end = inode.syncedEnd;
      for (Write write : inode.unsynced) {
        if (!fails) {
          copy(write, inode.durable, 0, write.bytes.length);
          end = Math.max(end, write.offset + write.bytes.length);
        }
      }
      inode.unsynced.clear();
      failIfAsked();
      if (inode.opened) {
        inode.opened = false; // Recovery wrote again what was there, and confirmed nothing.
      } else if (end > inode.syncedEnd) {
        inode.confirmedEnd = inode.syncedEnd;
        inode.syncedEnd = end;
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new IOException(name + " is closed");
      }
    }
  }
}
