package dev.palisade.raft.log;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.MembershipEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes entries for tests. */
final class Records {
  private Records() {}

  static Entry entry(long index, long term, byte[] payload) {
    return new Entry(
        new EntryId(index, term),
        EntryKind.COMMAND,
        100 * index,
        ByteBuffer.wrap(payload).asReadOnlyBuffer());
  }

  static Entry entry(long index, long term, String payload) {
    return entry(index, term, payload.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuffer record(Entry entry) {
    return EntryCodec.encode(entry.id(), entry.kind(), entry.hlc(), entry.payload());
  }

  /** The batch of contiguous entries. */
  static EntryBatch batch(List<Entry> entries) {
    if (entries.isEmpty()) {
      return EntryBatch.none(1);
    }
    List<ByteBuffer> records = new ArrayList<>();
    List<MembershipEntry> memberships = new ArrayList<>();
    long[] terms = new long[entries.size()];
    int[] sizes = new int[entries.size()];
    for (int i = 0; i < terms.length; i++) {
      ByteBuffer record = record(entries.get(i));
      records.add(record);
      terms[i] = entries.get(i).id().term();
      sizes[i] = record.remaining();
      if (entries.get(i).kind() == EntryKind.MEMBERSHIP) {
        long index = entries.get(i).id().index();
        memberships.add(
            new MembershipEntry(index, MembershipCodec.decode(entries.get(i).payload())));
      }
    }
    EntryIds ids = EntryIds.of(entries.getFirst().id().index(), terms, sizes);
    return new EntryBatch(ids.withMemberships(memberships), records);
  }

  /** The records back to back. */
  static ByteBuffer concatenated(EntryBatch batch) {
    ByteBuffer bytes = ByteBuffer.allocate((int) batch.ids().totalStoredBytes());
    batch.records().forEach(record -> bytes.put(record.duplicate()));
    return bytes.flip();
  }
}
