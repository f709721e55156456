package dev.palisade.kv.rocks;

import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A backup that is read. Nothing is written to it. Not thread-safe. */
public final class BackupFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;

  private final FileChannel channel;
  private final BackupHeader header;
  private final long partsAt;

  private BackupFile(FileChannel channel, BackupHeader header, long partsAt) {
    this.channel = channel;
    this.header = header;
    this.partsAt = partsAt;
  }

  /**
   * Opens a backup and reads its header.
   *
   * @throws IOException if it cannot be read, or its header is damaged
   */
  public static BackupFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ByteBuffer fixed = read(channel, 0, BackupHeader.FIXED_BYTES);
      ByteBuffer all = read(channel, 0, BackupHeader.bytesOf(fixed));
      return new BackupFile(channel, BackupHeader.decode(all), all.limit());
    } catch (IOException e) {
      channel.close();
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  public BackupHeader header() {
    return header;
  }

  /** What is wrong with a part, or with the file behind the parts; empty when all is well. */
  public List<String> verify() throws IOException {
    List<String> defects = new ArrayList<>();
    long at = partsAt;
    for (Part part : header.manifest().parts()) {
      String defect = pass(part, at, null);
      if (defect != null) {
        defects.add(defect);
      }
      at += part.bytes();
    }
    if (channel.size() != at + Long.BYTES) {
      defects.add("the file has " + channel.size() + " bytes instead of " + (at + Long.BYTES));
    } else if (read(channel, at, Long.BYTES).getLong(0) != BackupHeader.END) {
      defects.add("the end mark at byte " + at + " is damaged");
    }
    return defects;
  }

  /**
   * Writes the parts as files, durably.
   *
   * @throws IOException if the disk fails, or a part is damaged
   */
  public void unpack(Path folder) throws IOException {
    Durably.createFolder(folder);
    long at = partsAt;
    for (Part part : header.manifest().parts()) {
      Path file = folder.resolve(part.name());
      try (FileChannel target =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        String defect = pass(part, at, target);
        if (defect != null) {
          throw new IOException(defect);
        }
        target.force(true);
      }
      at += part.bytes();
    }
    Durably.sync(folder);
  }

  /** Reads a part from its place, and copies it if there is a target; says what is wrong. */
  private @Nullable String pass(Part part, long at, @Nullable FileChannel target)
      throws IOException {
    CRC32C crc = new CRC32C();
    for (long done = 0; done < part.bytes(); ) {
      ByteBuffer bytes;
      try {
        bytes = read(channel, at + done, (int) Math.min(CHUNK_BYTES, part.bytes() - done));
      } catch (EOFException e) {
        return "part " + part.name() + " is cut off: the file ends within it";
      }
      done += bytes.remaining();
      crc.update(bytes.duplicate());
      while (target != null && bytes.hasRemaining()) {
        target.write(bytes);
      }
    }
    return (int) crc.getValue() == part.crc32c()
        ? null
        : "part %s, bytes %d to %d of the file, is damaged: its checksum does not fit"
            .formatted(part.name(), at, at + part.bytes() - 1);
  }

  private static ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
    if (at + count > channel.size()) {
      throw new EOFException("it is cut off: " + channel.size() + " bytes are too few");
    }
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("it ends at byte " + (at + bytes.position()));
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
