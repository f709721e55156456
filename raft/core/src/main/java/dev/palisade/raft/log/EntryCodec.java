package dev.palisade.raft.log;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.MembershipEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries as records: the same bytes on every replica, on disk and on the wire. The head is that of
 * {@link RecordFormat}; then, big-endian:
 *
 * <pre>
 * 16  8  index
 * 24  8  term
 * 32  8  hlc
 * 40  8  chain: what the entry before amounts to; 0 where that is not said
 * 48     payload, then zeros up to a multiple of 8
 * </pre>
 *
 * Payloads are views of the records, never copies. Static and thread-safe.
 */
public final class EntryCodec {
  /** The longest payload: 8 MiB. */
  public static final int MAX_PAYLOAD_BYTES = 8 << 20;

  static final int HEADER_BYTES = 48;

  private static final int KINDS = EntryKind.values().length;

  private static final int INDEX_AT = 16;
  private static final int TERM_AT = 24;
  private static final int HLC_AT = 32;
  private static final int CHAIN_AT = 40;

  private EntryCodec() {}

  /** Bytes of the record of an entry with such a payload, padding included. */
  public static int storedBytes(int payloadBytes) {
    return RecordFormat.storedBytes(HEADER_BYTES + payloadBytes);
  }

  /**
   * The record of an entry, read-only.
   *
   * @param chain what the entry before amounts to, {@link #chainOf} its record; 0 not to say
   * @param payload copied; its position does not move
   * @throws IllegalArgumentException if the payload exceeds {@link #MAX_PAYLOAD_BYTES}, the index
   *     or the term is 0, or the timestamp is negative
   */
  public static ByteBuffer encode(
      EntryId id, EntryKind kind, long hlc, long chain, ByteBuffer payload) {
    int payloadBytes = payload.remaining();
    if (payloadBytes > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload of %,d bytes of entry %s exceeds %,d"
              .formatted(payloadBytes, id, MAX_PAYLOAD_BYTES));
    }
    if (id.index() == 0 || id.term() == 0 || hlc < 0) {
      throw new IllegalArgumentException(
          "entry " + id + " with timestamp " + hlc + ": index and term begin at 1, time at 0");
    }
    ByteBuffer record = ByteBuffer.allocate(storedBytes(payloadBytes));
    record.putLong(INDEX_AT, id.index());
    record.putLong(TERM_AT, id.term());
    record.putLong(HLC_AT, hlc);
    record.putLong(CHAIN_AT, chain);
    record.put(HEADER_BYTES, payload, payload.position(), payloadBytes);
    RecordFormat.seal(record, RecordFormat.ENTRY, kind.code(), HEADER_BYTES + payloadBytes);
    return record.asReadOnlyBuffer();
  }

  /** The same, and it does not say what the entry before amounts to. */
  public static ByteBuffer encode(EntryId id, EntryKind kind, long hlc, ByteBuffer payload) {
    return encode(id, kind, hlc, 0, payload);
  }

  /**
   * What an entry amounts to, with all before it as far as they are chained: two replicas whose
   * entries of the same id amount to the same hold the same content. Never 0. It finds accidents
   * and mistakes, not forgeries: the checksum of a record, which covers the chain up to it, is
   * mixed (SplitMix64, Steele et al. 2014) into the next link.
   *
   * @param record intact; its position does not move
   */
  public static long chainOf(ByteBuffer record) {
    return chainOf(record, record.position());
  }

  static long chainOf(ByteBuffer bytes, int at) {
    long mixed = SegmentHeader.saltOf(chainBefore(bytes, at), bytes.getInt(at));
    return mixed == 0 ? 1 : mixed;
  }

  /** What the record says that the entry before amounts to; 0 when it does not say. */
  static long chainBefore(ByteBuffer bytes, int at) {
    return bytes.getLong(at + CHAIN_AT);
  }

  /**
   * The entry of one record, which must fill {@code record} from its position to its limit.
   *
   * @throws BadRecordException if it is not the intact record of an entry
   */
  public static Entry decode(ByteBuffer record) {
    int at = record.position();
    String defect = entryDefect(record, at);
    if (defect != null) {
      throw new BadRecordException("not the record of an entry: " + defect);
    }
    int length = RecordFormat.length(record, at);
    if (RecordFormat.storedBytes(length) != record.remaining()) {
      throw new BadRecordException(
          "a record of %d bytes in a buffer of %d"
              .formatted(RecordFormat.storedBytes(length), record.remaining()));
    }
    ByteBuffer payload = payload(record, at);
    return new Entry(
        new EntryId(index(record, at), term(record, at)),
        EntryKind.ofCode(RecordFormat.kind(record, at)),
        hlc(record, at),
        payload.isReadOnly() ? payload : payload.asReadOnlyBuffer());
  }

  /** The entries of a batch, in order; throws as {@link #decode}. */
  public static List<Entry> decodeAll(EntryBatch batch) {
    List<Entry> entries = new ArrayList<>(batch.records().size());
    for (ByteBuffer record : batch.records()) {
      entries.add(decode(record));
    }
    return entries;
  }

  /**
   * Takes apart records that stand back to back, from the buffer's position to its limit, without
   * copying them. The batch keeps the buffer's memory.
   *
   * @param firstIndex of the first record
   * @throws BadRecordException if a length or a checksum is wrong, an index does not follow the one
   *     before, a term is lower than the one before, or a configuration makes no sense
   */
  public static EntryBatch split(ByteBuffer concatenatedRecords, long firstIndex) {
    ByteBuffer bytes = concatenatedRecords.asReadOnlyBuffer();
    int estimate = Math.max(1, bytes.remaining() / 64);
    long[] terms = new long[Math.min(estimate, 1024)];
    int[] sizes = new int[terms.length];
    List<ByteBuffer> records = new ArrayList<>(terms.length);
    List<MembershipEntry> memberships = new ArrayList<>(0);
    int at = bytes.position();
    while (at < bytes.limit()) {
      int count = records.size();
      String defect = entryDefect(concatenatedRecords, at);
      if (defect == null) {
        defect = orderDefect(bytes, at, firstIndex + count, count == 0 ? 0 : terms[count - 1]);
      }
      if (defect != null) {
        throw new BadRecordException(
            "record %d of the batch, to be entry %d, at byte %d: %s"
                .formatted(count + 1, firstIndex + count, at - bytes.position(), defect));
      }
      if (count == terms.length) {
        terms = Arrays.copyOf(terms, 2 * count);
        sizes = Arrays.copyOf(sizes, 2 * count);
      }
      terms[count] = term(bytes, at);
      sizes[count] = RecordFormat.storedBytes(RecordFormat.length(bytes, at));
      records.add(bytes.slice(at, sizes[count]));
      if (isMembership(bytes, at)) {
        memberships.add(
            new MembershipEntry(firstIndex + count, MembershipCodec.decode(payload(bytes, at))));
      }
      at += sizes[count];
    }
    int count = records.size();
    EntryIds ids =
        EntryIds.of(firstIndex, Arrays.copyOf(terms, count), Arrays.copyOf(sizes, count));
    return new EntryBatch(ids.withMemberships(memberships), records);
  }

  private static @Nullable String orderDefect(
      ByteBuffer bytes, int at, long expectedIndex, long lowestTerm) {
    if (index(bytes, at) != expectedIndex) {
      return "its index is " + index(bytes, at);
    }
    return term(bytes, at) < lowestTerm
        ? "its term " + term(bytes, at) + " follows term " + lowestTerm
        : null;
  }

  private static @Nullable String entryDefect(ByteBuffer bytes, int at) {
    String defect = RecordFormat.defect(bytes, at);
    if (defect != null) {
      return defect;
    }
    byte type = RecordFormat.type(bytes, at);
    return type == RecordFormat.ENTRY ? null : "record type " + type;
  }

  /** Why an intact record of type entry makes no sense; null when it does. */
  static @Nullable String defect(ByteBuffer bytes, int at, int length) {
    if (length < HEADER_BYTES) {
      return "an entry of " + length + " bytes";
    }
    byte kind = RecordFormat.kind(bytes, at);
    if (kind < 0 || kind >= KINDS) {
      return "unknown entry kind " + kind;
    }
    if (index(bytes, at) < 1 || term(bytes, at) < 1 || hlc(bytes, at) < 0) {
      return "entry %d@%d with timestamp %d"
          .formatted(index(bytes, at), term(bytes, at), hlc(bytes, at));
    }
    return null;
  }

  static boolean isMembership(ByteBuffer bytes, int at) {
    return RecordFormat.kind(bytes, at) == EntryKind.MEMBERSHIP.code();
  }

  /** A view of the payload of an intact record. */
  static ByteBuffer payload(ByteBuffer bytes, int at) {
    return bytes.slice(at + HEADER_BYTES, RecordFormat.length(bytes, at) - HEADER_BYTES);
  }

  static long index(ByteBuffer bytes, int at) {
    return bytes.getLong(at + INDEX_AT);
  }

  static long term(ByteBuffer bytes, int at) {
    return bytes.getLong(at + TERM_AT);
  }

  static long hlc(ByteBuffer bytes, int at) {
    return bytes.getLong(at + HLC_AT);
  }
}
