package dev.palisade.raft.log;

import dev.palisade.raft.EntryId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file {@value #NAME} beside the segments: a snapshot is about to replace the state, and the
 * log is to follow. It is durable before the state changes and is removed when the log has
 * followed. Only with it may a log be emptied at start because the state is ahead; without it the
 * log is an older copy, or another one. Twice the same 32 bytes, so that no single flipped bit
 * hides it:
 *
 * <pre>
 *  0  8  magic number
 *  8  4  format version
 * 12  4  CRC32C of the 16 bytes that follow
 * 16  8  index of the last entry in the snapshot
 * 24  8  its term
 * </pre>
 */
final class InstallRecord {
  static final String NAME = "INSTALLING";

  private static final long MAGIC = 0x50414c49494e5354L; // "PALIINST"; on disk, never renumber.
  private static final int VERSION = 1;
  private static final int COPY_BYTES = 32;
  private static final int ID_AT = 16;

  private InstallRecord() {}

  /** Writes the record; durable when this returns. */
  static void write(Disk disk, EntryId lastIncluded) throws IOException {
    remove(disk);
    ByteBuffer bytes = ByteBuffer.allocate(2 * COPY_BYTES);
    for (int copy = 0; copy < 2; copy++) {
      int at = copy * COPY_BYTES;
      bytes.putLong(at + ID_AT, lastIncluded.index());
      bytes.putLong(at + ID_AT + Long.BYTES, lastIncluded.term());
      bytes.putLong(at, MAGIC).putInt(at + 8, VERSION).putInt(at + 12, crc(bytes, at));
    }
    try (DiskFile file = disk.create(NAME, bytes.capacity())) {
      file.write(bytes, 0);
      file.sync();
    }
    disk.syncDirectory();
  }

  /**
   * What is being installed; null when nothing is, or when a crash left the record half written.
   */
  static @Nullable EntryId read(Disk disk) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * COPY_BYTES);
    try (DiskFile file = disk.open(NAME)) {
      file.read(bytes, 0);
    } catch (NoSuchFileException e) {
      return null;
    }
    for (int at = 0; at + COPY_BYTES <= bytes.position(); at += COPY_BYTES) {
      boolean isIntact =
          bytes.getLong(at) == MAGIC
              && bytes.getInt(at + 8) == VERSION
              && bytes.getInt(at + 12) == crc(bytes, at);
      if (isIntact) {
        return new EntryId(bytes.getLong(at + ID_AT), bytes.getLong(at + ID_AT + Long.BYTES));
      }
    }
    return null;
  }

  /** Removes the record, if there is one; durable when this returns. */
  static void remove(Disk disk) throws IOException {
    if (disk.list().contains(NAME)) {
      disk.delete(NAME);
      disk.syncDirectory();
    }
  }

  private static int crc(ByteBuffer bytes, int copyAt) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), copyAt + ID_AT, COPY_BYTES - ID_AT);
    return (int) crc.getValue();
  }
}
