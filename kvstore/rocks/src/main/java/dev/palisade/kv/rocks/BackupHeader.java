package dev.palisade.kv.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The beginning of a backup: where it comes from, and the manifest of the snapshot in it. The
 * contents of the parts follow in the order of the manifest, and {@link #END}. docs/formats.md
 * describes it byte by byte.
 *
 * @param clusterId of the cluster that it was taken from
 * @param node that gave it
 * @param createdMillis that node's wall clock, since 1970
 */
public record BackupHeader(
    long clusterId, int node, long createdMillis, SnapshotManifest manifest) {
  /** "PALISEND": what stands behind the last part. */
  static final long END = 0x50414c4953454e44L;

  static final int FIXED_BYTES = 40;

  private static final long MAGIC = 0x50414c495342414bL; // "PALISBAK"
  private static final int CRC_AT = 8;
  private static final int CHECKED_FROM = 12;
  private static final int VERSION = 1;
  private static final int MANIFEST_BYTES_AT = 36;

  ByteBuffer encode() {
    ByteBuffer inner = manifest.encode();
    ByteBuffer all = ByteBuffer.allocate(FIXED_BYTES + inner.remaining());
    all.putLong(MAGIC).putInt(0).putInt(VERSION);
    all.putLong(clusterId).putInt(node).putLong(createdMillis);
    all.putInt(inner.remaining()).put(inner);
    all.putInt(CRC_AT, crc(all.duplicate().flip()));
    return all.flip();
  }

  /** Length of the whole header, from its first {@link #FIXED_BYTES}; throws if it is none. */
  static int bytesOf(ByteBuffer fixed) throws IOException {
    if (fixed.remaining() < FIXED_BYTES || fixed.getLong(0) != MAGIC) {
      throw new IOException("it is no backup: it does not begin like one");
    }
    int manifestBytes = fixed.getInt(MANIFEST_BYTES_AT);
    if (manifestBytes < 0 || manifestBytes > SnapshotManifest.MAX_BYTES) {
      throw new IOException("its header is damaged: a manifest of " + manifestBytes + " bytes");
    }
    return FIXED_BYTES + manifestBytes;
  }

  static BackupHeader decode(ByteBuffer all) throws IOException {
    if (all.remaining() != bytesOf(all)) {
      throw new IOException("it ends within its header");
    }
    if (all.getInt(CRC_AT) != crc(all)) {
      throw new IOException("its header is damaged: the checksum does not fit");
    }
    ByteBuffer fields = all.slice().position(CHECKED_FROM);
    int version = fields.getInt();
    if (version != VERSION) {
      throw new IOException(
          "its format is " + version + ", and this program reads " + VERSION + "; use a later one");
    }
    long clusterId = fields.getLong();
    int node = fields.getInt();
    long createdMillis = fields.getLong();
    fields.getInt();
    return new BackupHeader(clusterId, node, createdMillis, SnapshotManifest.decode(fields));
  }

  private static int crc(ByteBuffer all) {
    CRC32C crc = new CRC32C();
    crc.update(all.slice().position(CHECKED_FROM));
    return (int) crc.getValue();
  }
}
