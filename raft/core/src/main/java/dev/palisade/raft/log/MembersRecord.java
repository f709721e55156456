package dev.palisade.raft.log;

import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code MEMBERS.0} and {@code MEMBERS.1} beside the segments: the newest configuration
 * that is durable in the log, kept outside of it. When damage takes the end of the log, this tells
 * whether there are other voters that can give it back. Each change is written to the file that
 * holds the older record, so a crash or damage leaves one of the two:
 *
 * <pre>
 *  0  8  magic number
 *  8  4  format version
 * 12  4  CRC32C of all bytes that follow
 * 16  8  how many records were written before, in both files
 * 24  8  index of the configuration's entry
 * 32  4  length of the configuration; 0 when the log holds none
 * 36     the configuration, as in its entry
 * </pre>
 *
 * <p>For one thread at a time; {@link #latest} for any.
 */
final class MembersRecord {
  private static final String PREFIX = "MEMBERS.";
  private static final long MAGIC = 0x50414c494d454d42L; // "PALIMEMB"; on disk, never renumber.
  private static final int VERSION = 1;
  private static final int CRC_AT = 12;
  private static final int SEQUENCE_AT = 16;
  private static final int HEADER_BYTES = 36;

  /** A configuration with all members is far smaller; what is larger was not written by this. */
  private static final int MOST_BYTES = 1 << 20;

  private record Written(long sequence, @Nullable MembershipEntry entry) {}

  private final Disk disk;
  private long sequence;
  private volatile @Nullable MembershipEntry latest;

  private MembersRecord(Disk disk, @Nullable Written newest) {
    this.disk = disk;
    sequence = newest == null ? 0 : newest.sequence() + 1;
    latest = newest == null ? null : newest.entry();
  }

  /** Reads what is there. Writes nothing. */
  static MembersRecord open(Disk disk) throws IOException {
    Written even = read(disk, PREFIX + 0);
    Written odd = read(disk, PREFIX + 1);
    boolean isOddNewer = even == null || (odd != null && odd.sequence() > even.sequence());
    return new MembersRecord(disk, isOddNewer ? odd : even);
  }

  /** The newest configuration that the log held; null when none is on record. */
  @Nullable MembershipEntry latest() {
    return latest;
  }

  /**
   * Takes note of what the log holds now; durable when this returns.
   *
   * @param newest the newest configuration in the log; null when it holds none
   * @param base index of the entry before the log's first: what is on record up to there stays
   */
  void note(@Nullable MembershipEntry newest, long base) throws IOException {
    MembershipEntry known = latest;
    if (newest == null ? known == null || known.index() <= base : newest.equals(known)) {
      return;
    }
    String name = PREFIX + sequence % 2;
    if (disk.list().contains(name)) {
      disk.delete(name);
      disk.syncDirectory();
    }
    ByteBuffer bytes = encode(new Written(sequence, newest));
    try (DiskFile file = disk.create(name, bytes.remaining())) {
      file.write(bytes, 0);
      file.sync();
    }
    disk.syncDirectory();
    sequence++;
    latest = newest;
  }

  private static ByteBuffer encode(Written written) {
    MembershipEntry entry = written.entry();
    ByteBuffer payload =
        entry == null ? ByteBuffer.allocate(0) : MembershipCodec.encode(entry.membership());
    int length = payload.remaining();
    Invariant.check(length <= MOST_BYTES, "a configuration is small", length, MOST_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + length);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(0).putLong(written.sequence());
    bytes.putLong(entry == null ? 0 : entry.index()).putInt(length).put(payload);
    return bytes.putInt(CRC_AT, crc(bytes, bytes.capacity())).flip();
  }

  /** Null when there is none, or a crash or damage left no whole one. */
  private static @Nullable Written read(Disk disk, String name) throws IOException {
    try (DiskFile file = disk.open(name)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      file.read(header, 0);
      if (header.hasRemaining()
          || header.getLong(0) != MAGIC
          || header.getInt(8) != VERSION
          || header.getInt(32) < 0
          || header.getInt(32) > MOST_BYTES) {
        return null;
      }
      int length = header.getInt(32);
      ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + length);
      file.read(bytes, 0);
      if (bytes.hasRemaining() || bytes.getInt(CRC_AT) != crc(bytes, bytes.capacity())) {
        return null;
      }
      long sequence = bytes.getLong(SEQUENCE_AT);
      if (length == 0) {
        return new Written(sequence, null);
      }
      Membership membership =
          MembershipCodec.decode(bytes.position(HEADER_BYTES).slice().asReadOnlyBuffer());
      return new Written(sequence, new MembershipEntry(bytes.getLong(24), membership));
    } catch (NoSuchFileException | BadRecordException e) {
      return null;
    }
  }

  private static int crc(ByteBuffer bytes, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), SEQUENCE_AT, end - SEQUENCE_AT);
    return (int) crc.getValue();
  }
}
