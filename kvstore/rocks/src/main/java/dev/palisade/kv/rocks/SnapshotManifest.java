package dev.palisade.kv.rocks;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.log.MembershipCodec;
import dev.palisade.raft.replica.SnapshotStore.Part;
import dev.palisade.raft.replica.SnapshotStore.UnfitPartsException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a snapshot is of: the file {@value #NAME} beside its parts, and the beginning of a backup.
 * docs/formats.md describes it byte by byte.
 *
 * @param snapshot its reference is the name of its folder
 * @param state what is in it; {@link State#UNKNOWN} while it is on its way
 * @param parts ascending by name
 */
public record SnapshotManifest(Snapshot snapshot, State state, List<Part> parts) {
  /** Name of the file in a snapshot's folder. No part has this name. */
  public static final String NAME = "SNAPSHOT";

  /** The largest that is read. */
  public static final int MAX_BYTES = 64 << 20;

  /** Bytes before the content: magic number and checksum. */
  private static final int HEAD_BYTES = 12;

  private static final long MAGIC = 0x50414c4953534e50L; // "PALISSNP"
  private static final int VERSION = 1;
  private static final int HASH_BYTES = 16;
  private static final Pattern PART_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

  /**
   * The state in a snapshot.
   *
   * @param revision the newest
   * @param hlc the highest timestamp
   * @param hash 32 hexadecimal digits
   */
  public record State(long revision, long hlc, String hash) {
    static final State UNKNOWN = new State(0, 0, "0".repeat(2 * HASH_BYTES));
  }

  public SnapshotManifest {
    parts = List.copyOf(parts);
  }

  /** The name that a snapshot goes by here. */
  static String nameOf(EntryId lastIncluded) {
    return lastIncluded.index() + "-" + lastIncluded.term();
  }

  /** Bytes of all parts. */
  public long totalBytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  SnapshotManifest withState(State known) {
    return new SnapshotManifest(snapshot, known, parts);
  }

  /**
   * Checks names and sizes that came from elsewhere: each name is that of a file in the snapshot's
   * own folder, and no two are one.
   *
   * @throws UnfitPartsException naming the first that cannot be kept
   */
  public static void check(List<Part> parts) throws UnfitPartsException {
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    long total = 0;
    for (Part part : parts) {
      boolean isFine =
          PART_NAME.matcher(part.name()).matches()
              && !part.name().equalsIgnoreCase(NAME)
              && names.add(part.name());
      if (!isFine || part.bytes() < 0 || total > Long.MAX_VALUE - part.bytes()) {
        throw new UnfitPartsException(
            "a snapshot with a part '" + part.name() + "' of " + part.bytes() + " bytes");
      }
      total += part.bytes();
    }
  }

  /** Its bytes, checksummed. */
  public ByteBuffer encode() {
    ByteBuffer membership = MembershipCodec.encode(snapshot.membership());
    int bytes = HEAD_BYTES + 4 + 16 + 16 + HASH_BYTES + 4 + membership.remaining() + 4;
    for (Part part : parts) {
      bytes += 2 + part.name().length() + 8 + 4;
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    all.putLong(MAGIC).putInt(0).putInt(VERSION);
    all.putLong(snapshot.lastIncluded().index()).putLong(snapshot.lastIncluded().term());
    all.putLong(state.revision()).putLong(state.hlc()).put(HexFormat.of().parseHex(state.hash()));
    all.putInt(membership.remaining()).put(membership);
    all.putInt(parts.size());
    for (Part part : parts) {
      all.putShort((short) part.name().length());
      all.put(part.name().getBytes(StandardCharsets.US_ASCII));
      all.putLong(part.bytes()).putInt(part.crc32c());
    }
    all.putInt(Long.BYTES, crc(all));
    return all.flip();
  }

  /**
   * Reads them back.
   *
   * @throws IOException saying what is wrong with them
   */
  public static SnapshotManifest decode(ByteBuffer bytes) throws IOException {
    ByteBuffer all = bytes.slice();
    if (all.remaining() < HEAD_BYTES + 4 || all.getLong() != MAGIC) {
      throw new IOException("it does not begin like the manifest of a snapshot");
    }
    int crc = all.getInt();
    if (crc != crc(bytes.slice().position(bytes.remaining()))) {
      throw new IOException("its manifest is damaged: the checksum does not fit");
    }
    int version = all.getInt();
    if (version != VERSION) {
      throw new IOException(
          "its format is " + version + ", and this program reads " + VERSION + "; use a later one");
    }
    try {
      return content(all);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("its manifest makes no sense: " + e.getMessage(), e);
    }
  }

  private static SnapshotManifest content(ByteBuffer all) throws IOException {
    EntryId lastIncluded = new EntryId(all.getLong(), all.getLong());
    long revision = all.getLong();
    long hlc = all.getLong();
    String hash = HexFormat.of().formatHex(bytes(all, HASH_BYTES));
    Membership membership = MembershipCodec.decode(ByteBuffer.wrap(bytes(all, all.getInt())));
    int count = all.getInt();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = new String(bytes(all, all.getShort()), StandardCharsets.US_ASCII);
      parts.add(new Part(name, all.getLong(), all.getInt()));
    }
    if (all.hasRemaining()) {
      throw new BufferUnderflowException();
    }
    check(parts);
    Snapshot snapshot = new Snapshot(lastIncluded, membership, nameOf(lastIncluded));
    return new SnapshotManifest(snapshot, new State(revision, hlc, hash), parts);
  }

  private static byte[] bytes(ByteBuffer from, int count) {
    if (count < 0 || count > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  /** Of everything behind the checksum, up to the position. */
  private static int crc(ByteBuffer written) {
    CRC32C crc = new CRC32C();
    crc.update(written.duplicate().flip().position(HEAD_BYTES));
    return (int) crc.getValue();
  }
}
