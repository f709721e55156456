package dev.palisade.kv.rocks;

import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a backup while its bytes come in, and checks each part. Until {@link #finish} it has
 * another name, so a file of the wanted name is always whole. Not thread-safe.
 */
public final class BackupWriter implements AutoCloseable {
  private final Path target;
  private final Path draft;
  private final SnapshotManifest manifest;
  private final FileChannel channel;
  private int part;
  private long inPart;
  private CRC32C crc = new CRC32C();
  private boolean finished;

  private BackupWriter(Path target, Path draft, SnapshotManifest manifest) throws IOException {
    this.target = target;
    this.draft = draft;
    this.manifest = manifest;
    channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /** Begins; a file of that name is replaced at the end. */
  public static BackupWriter begin(Path target, BackupHeader header) throws IOException {
    Path draft = target.resolveSibling(target.getFileName() + ".partial");
    BackupWriter writer = new BackupWriter(target, draft, header.manifest());
    writer.append(header.encode());
    writer.endParts();
    return writer;
  }

  /**
   * Takes the next bytes of the parts, which stand back to back.
   *
   * @throws IOException if the disk fails, or a part is not what the manifest says
   */
  public void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (part == manifest.parts().size()) {
        throw new IOException("more bytes came than the snapshot has");
      }
      long left = manifest.parts().get(part).bytes() - inPart;
      ByteBuffer piece = bytes.slice(bytes.position(), (int) Math.min(left, bytes.remaining()));
      bytes.position(bytes.position() + piece.remaining());
      crc.update(piece.duplicate());
      inPart += piece.remaining();
      append(piece);
      endParts();
    }
  }

  /**
   * Makes the file durable and gives it its name.
   *
   * @throws IOException if the disk fails, or bytes are missing
   */
  public void finish() throws IOException {
    if (part < manifest.parts().size()) {
      throw new IOException("the snapshot came in part only; save it again");
    }
    append(ByteBuffer.allocate(Long.BYTES).putLong(0, BackupHeader.END));
    channel.force(true);
    channel.close();
    java.nio.file.Files.move(
        draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Durably.sync(folder);
    }
    finished = true;
  }

  /** Ends the parts that are whole, empty ones among them. */
  private void endParts() throws IOException {
    while (part < manifest.parts().size() && inPart == manifest.parts().get(part).bytes()) {
      Part current = manifest.parts().get(part);
      if ((int) crc.getValue() != current.crc32c()) {
        throw new IOException(
            "part "
                + current.name()
                + " came in damaged: its checksum does not fit; save it again");
      }
      part++;
      inPart = 0;
      crc = new CRC32C();
    }
  }

  private void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Removes what was written, unless it was finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Durably.delete(draft);
    }
  }
}
