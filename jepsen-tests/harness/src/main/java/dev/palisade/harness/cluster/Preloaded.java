package dev.palisade.harness.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the preloaded libraries of one node obey: two small files in its directory. What is written
 * there holds across restarts of the node. Thread-safe.
 */
public final class Preloaded {
  /** What a node's disk does. The order is that of the library's modes. */
  public enum Disk {
    FINE,
    /** Writes fail: no space is left. */
    FULL,
    /** Writes and syncs do not return. */
    STALLED,
    /** Syncs fail. */
    SYNC_FAILS,
    /**
     * Syncs do not return, and what each write replaces is noted, so that it can be undone when the
     * node has been killed: see {@link UnsyncedWrites}.
     */
    UNSYNCED
  }

  private static final int CONTROL_BYTES = 4096;

  private final Set<Preload> preloads;
  private final Path clock;
  private final Path disk;
  private final String below;

  Preloaded(Set<Preload> preloads, NodePlan plan, SystemUnderTest system) {
    this.preloads = preloads;
    this.clock = plan.directory().resolve("clock");
    this.disk = plan.directory().resolve("disk");
    this.below = system.logDirectory(plan) + ":" + system.stateDirectory(plan);
  }

  void prepare() {
    try {
      Files.createDirectories(clock.getParent());
      if (preloads.contains(Preload.CLOCK)) {
        setClock(0);
      }
      if (preloads.contains(Preload.DISK)) {
        Files.write(disk, new byte[CONTROL_BYTES]);
      }
    } catch (IOException e) {
      throw new ClusterException("could not write into " + clock.getParent(), e);
    }
  }

  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    StringBuilder libraries = new StringBuilder();
    if (preloads.contains(Preload.CLOCK)) {
      libraries.append(Libraries.compiled(Preload.CLOCK));
      variables.put("PALISADE_CLOCK_CONTROL", clock.toString());
    }
    if (preloads.contains(Preload.DISK)) {
      libraries.append(libraries.isEmpty() ? "" : ":").append(Libraries.compiled(Preload.DISK));
      variables.put("PALISADE_DISK_CONTROL", disk.toString());
      variables.put("PALISADE_DISK_BELOW", below);
    }
    if (!libraries.isEmpty()) {
      variables.put("LD_PRELOAD", libraries.toString());
    }
    return variables;
  }

  /**
   * Sets a node's wall clock ahead of the true one, or behind it, at once. Its monotonic clock goes
   * on as before, and so do waits that have begun.
   *
   * @param aheadMillis negative for behind
   */
  public void setClock(long aheadMillis) {
    require(Preload.CLOCK);
    ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    nanos.putLong(TimeUnit.MILLISECONDS.toNanos(aheadMillis)).flip();
    try (FileChannel file =
        FileChannel.open(clock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(nanos, 0);
    } catch (IOException e) {
      throw new ClusterException("could not set the clock in " + clock, e);
    }
  }

  /** Sets what the disk does from now on, and counts anew what it {@linkplain #touched did}. */
  public void setDisk(Disk what) {
    require(Preload.DISK);
    ByteBuffer words = words();
    words.putInt(what.ordinal()).putInt(0).flip();
    try (FileChannel file = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      file.write(words, 0);
    } catch (IOException e) {
      throw new ClusterException("could not write " + disk, e);
    }
  }

  /** How many calls have failed, were held or were noted since the disk was last set. */
  public int touched() {
    require(Preload.DISK);
    ByteBuffer words = words();
    try (FileChannel file = FileChannel.open(disk, StandardOpenOption.READ)) {
      file.read(words, 0);
      return words.getInt(Integer.BYTES);
    } catch (IOException e) {
      throw new ClusterException("could not read " + disk, e);
    }
  }

  /** What a node wrote while its disk was {@link Disk#UNSYNCED}, and names it has not synced. */
  public UnsyncedWrites unsynced() {
    require(Preload.DISK);
    return new UnsyncedWrites(
        beside(".undo"), new UnsyncedNames(beside(".names"), beside(".stash")));
  }

  private Path beside(String suffix) {
    return disk.resolveSibling(disk.getFileName() + suffix);
  }

  private static ByteBuffer words() {
    return ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
  }

  private void require(Preload preload) {
    if (!preloads.contains(preload)) {
      throw new ClusterException(
          "the nodes were started without " + preload + "; name it in the cluster's shape");
    }
  }
}
