package dev.palisade.raft.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that can lose power and fail. It remembers which writes and which names no sync
 * has confirmed; {@link #afterPowerLoss} makes the disk that a machine finds when it is on again,
 * with any part of them. Thread-safe as {@link Disk} demands, by one lock.
 *
 * <p>Operations (write, sync, create, delete, sync of the directory) are counted from 1, so that a
 * test can lose power or fail at each. Power that is lost in an operation is lost when the
 * operation has reached the device and before it is complete: a write may survive, a sync has
 * confirmed nothing.
 */
public final class FaultDisk implements Disk {
  private final TreeMap<String, Inode> names = new TreeMap<>();
  private final TreeMap<String, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();

  private int operations;
  private int losePowerAt;
  private int failSyncAt;
  private long capacityBytes = Long.MAX_VALUE;
  private @Nullable String unreadable;
  private boolean powerLost;

  private static final class Inode {
    byte[] visible;
    byte[] durable;

    Inode(byte[] content) {
      this.visible = content;
      this.durable = content.clone();
    }
  }

  private record Write(Inode inode, long offset, byte[] bytes) {}

  private record NameChange(String name, @Nullable Inode inode) {}

  /** Loses power in the operation with this number; 0 for never. */
  public synchronized void losePowerAt(int operation) {
    losePowerAt = operation;
  }

  /**
   * The operation with this number fails if it is a sync, and drops what it was to confirm as Linux
   * does: the writes stay visible, count as synced, and are not on the device.
   */
  public synchronized void failSyncAt(int operation) {
    failSyncAt = operation;
  }

  /** Lets creations fail as soon as all files together would exceed this. */
  public synchronized void limitCapacity(long bytes) {
    capacityBytes = bytes;
  }

  /** Lets every read of this file fail. */
  public synchronized void makeUnreadable(String name) {
    unreadable = name;
  }

  /** Operations so far. */
  public synchronized int operations() {
    return operations;
  }

  /** Writes and changes of names that no sync has confirmed. */
  public synchronized int unconfirmed() {
    return writes.size() + nameChanges.size();
  }

  /** What a file holds, as far as anyone can see while the power is on. */
  public synchronized byte[] content(String name) {
    return inode(name).visible.clone();
  }

  /** Changes a byte of a file on the device, as decay would. */
  public synchronized void flip(String name, int offset, int bits) {
    Inode inode = inode(name);
    inode.visible[offset] ^= (byte) bits;
    inode.durable[offset] ^= (byte) bits;
  }

  /** The disk after a loss of power, as the machine finds it; this one stays as it is. */
  public synchronized FaultDisk afterPowerLoss(Loss loss) {
    Map<Inode, Inode> copies = new IdentityHashMap<>();
    for (int i = 0; i < writes.size(); i++) {
      Write write = writes.get(i);
      Inode copy = copies.computeIfAbsent(write.inode, FaultDisk::durableCopy);
      for (Loss.Part part : loss.ofWrite(i, writes.size(), write.offset, write.bytes.length)) {
        int length = part.toExclusive() - part.from();
        int at = (int) write.offset + part.from();
        System.arraycopy(write.bytes, part.from(), copy.visible, at, length);
      }
    }
    TreeMap<String, Inode> left = new TreeMap<>(durableNames);
    for (int i = 0; i < nameChanges.size(); i++) {
      if (loss.ofName(i, nameChanges.size())) {
        apply(nameChanges.get(i), left);
      }
    }
    FaultDisk after = new FaultDisk();
    left.forEach(
        (name, inode) -> {
          Inode copy = copies.computeIfAbsent(inode, FaultDisk::durableCopy);
          copy.durable = copy.visible.clone();
          after.names.put(name, copy);
          after.durableNames.put(name, copy);
        });
    return after;
  }

  /** Only the process ended: what was visible still is, and is still unconfirmed. */
  public synchronized FaultDisk afterProcessEnd() {
    Map<Inode, Inode> copies = new IdentityHashMap<>();
    FaultDisk after = new FaultDisk();
    names.forEach((name, inode) -> after.names.put(name, copy(inode, copies)));
    durableNames.forEach((name, inode) -> after.durableNames.put(name, copy(inode, copies)));
    for (Write write : writes) {
      after.writes.add(new Write(copy(write.inode, copies), write.offset, write.bytes));
    }
    for (NameChange change : nameChanges) {
      Inode inode = change.inode;
      after.nameChanges.add(
          new NameChange(change.name, inode == null ? null : copy(inode, copies)));
    }
    return after;
  }

  private static Inode copy(Inode inode, Map<Inode, Inode> copies) {
    return copies.computeIfAbsent(
        inode,
        original -> {
          Inode copy = new Inode(original.visible.clone());
          copy.durable = original.durable.clone();
          return copy;
        });
  }

  private static Inode durableCopy(Inode inode) {
    return new Inode(inode.durable.clone());
  }

  @Override
  public synchronized List<String> list() {
    checkPower();
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized DiskFile create(String name, long bytes) throws IOException {
    checkPower();
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    long used = names.values().stream().mapToLong(inode -> inode.visible.length).sum();
    if (used + bytes > capacityBytes) {
      throw new IOException("No space left on device");
    }
    boolean losesPower = begin();
    // A creation that does not end leaves a file of any length.
    Inode inode = new Inode(new byte[(int) (losesPower ? bytes / 3 : bytes)]);
    changeName(new NameChange(name, inode));
    end(losesPower);
    return new File(name, inode);
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    checkPower();
    if (!names.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
    return new File(name, inode(name));
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    checkPower();
    if (!names.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
    boolean losesPower = begin();
    changeName(new NameChange(name, null));
    end(losesPower);
  }

  @Override
  public synchronized void syncDirectory() throws IOException {
    checkPower();
    end(begin());
    if (operations == failSyncAt) {
      throw new IOException("Input/output error");
    }
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

  private Inode inode(String name) {
    Inode inode = names.get(name);
    if (inode == null) {
      throw new IllegalArgumentException("no file " + name + " among " + names.keySet());
    }
    return inode;
  }

  /** Counts an operation; returns whether power is lost in it. */
  private boolean begin() {
    operations++;
    return operations == losePowerAt;
  }

  private void end(boolean losesPower) {
    if (losesPower) {
      powerLost = true;
      throw new PowerLost();
    }
  }

  private void checkPower() {
    if (powerLost) {
      throw new PowerLost();
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
      synchronized (FaultDisk.this) {
        checkPower();
        return inode.visible.length;
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      synchronized (FaultDisk.this) {
        checkOpen();
        if (name.equals(unreadable)) {
          throw new IOException("Input/output error");
        }
        long available = Math.max(0, inode.visible.length - position);
        int length = (int) Math.min(target.remaining(), available);
        target.put(inode.visible, length == 0 ? 0 : (int) position, length);
        return length;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      synchronized (FaultDisk.this) {
        checkOpen();
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        if (position + bytes.length > inode.visible.length) {
          throw new IOException(
              "write of " + bytes.length + " bytes at " + position + " beyond the end of " + name);
        }
        boolean losesPower = begin();
        System.arraycopy(bytes, 0, inode.visible, (int) position, bytes.length);
        writes.add(new Write(inode, position, bytes));
        end(losesPower);
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (FaultDisk.this) {
        checkOpen();
        end(begin());
        boolean fails = operations == failSyncAt;
        for (Write write : writes) {
          if (write.inode == inode && !fails) {
            System.arraycopy(write.bytes, 0, inode.durable, (int) write.offset, write.bytes.length);
          }
        }
        writes.removeIf(write -> write.inode == inode);
        if (fails) {
          throw new IOException("Input/output error");
        }
      }
    }

    @Override
    public void close() {
      closed = true;
    }

    private void checkOpen() throws IOException {
      checkPower();
      if (closed) {
        throw new IOException(name + " is closed");
      }
    }
  }
}
