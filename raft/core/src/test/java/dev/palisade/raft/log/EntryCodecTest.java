package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  @Test
  void theBytesOfAnEntryAreThoseOfTheDocumentedExample() {
    ByteBuffer record = Records.record(Records.entry(7, 3, "a=1"));

    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes, 4, bytes.length))
        .isEqualTo(
            "00 00 00 33 01 01 01 00 00 00 00 00" // length 51, entry, version 1, COMMAND
                + " 00 00 00 00 00 00 00 07" // index
                + " 00 00 00 00 00 00 00 03" // term
                + " 00 00 00 00 00 00 02 bc" // hlc 700
                + " 00 00 00 00 00 00 00 00" // nothing that it is chained to
                + " 61 3d 31 00 00 00 00 00"); // payload, padding
    assertThat(ByteBuffer.wrap(bytes).getInt()).isEqualTo(CRC_OF_EXAMPLE);
  }

  // On disk and on the wire: this number never changes.
  private static final int CRC_OF_EXAMPLE = 0x0b571c53;

  @Test
  void whatIsEncodedIsDecodedWhateverTheEntry() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      Entry entry = randomEntry(random, 1 + random.nextLong(1L << 40), 1 + random.nextLong(99));
      ByteBuffer record = Records.record(entry);

      assertThat(record.remaining())
          .as("seed %d", seed)
          .isEqualTo(EntryCodec.storedBytes(entry.payload().remaining()))
          .isEqualTo(record.remaining() / 8 * 8);
      assertThat(EntryCodec.decode(record)).as("seed %d", seed).isEqualTo(entry);
    }
  }

  @Test
  void anyChangeOfAnyBitIsNoticed() {
    ByteBuffer record = Records.record(Records.entry(7, 3, "some payload"));
    for (int bit = 0; bit < 8 * record.remaining(); bit++) {
      ByteBuffer changed = ByteBuffer.allocate(record.remaining()).put(record.duplicate()).flip();
      changed.put(bit / 8, (byte) (changed.get(bit / 8) ^ (1 << bit % 8)));
      assertThatThrownBy(() -> EntryCodec.decode(changed))
          .as("bit %d", bit)
          .isInstanceOf(BadRecordException.class);
    }
  }

  @Test
  void recordsBackToBackAreTakenApartWithoutCopying() {
    EntryBatch batch = Records.batch(randomEntries(new Random(1), 5, 40));
    ByteBuffer bytes = Records.concatenated(batch);

    EntryBatch split = EntryCodec.split(bytes, 5);

    assertThat(split).isEqualTo(batch);
    assertThat(bytes.position()).isZero();
    bytes.put(3, (byte) ~bytes.get(3));
    assertThat(split.records().getFirst()).isNotEqualTo(batch.records().getFirst());
  }

  @Test
  void noBytesAreNoEntries() {
    assertThat(EntryCodec.split(ByteBuffer.allocate(0), 5)).isEqualTo(EntryBatch.none(5));
  }

  @Test
  void aBatchThatBeginsElsewhereIsRefused() {
    ByteBuffer bytes = Records.concatenated(Records.batch(List.of(Records.entry(5, 1, "x"))));
    assertThatThrownBy(() -> EntryCodec.split(bytes, 6))
        .isInstanceOf(BadRecordException.class)
        .hasMessage("record 1 of the batch, to be entry 6, at byte 0: its index is 5");
  }

  @Test
  void aGapOrAFallingTermInABatchIsRefused() {
    ByteBuffer first = Records.record(Records.entry(5, 2, "x"));
    ByteBuffer gap = Records.record(Records.entry(7, 2, "x"));
    ByteBuffer older = Records.record(Records.entry(6, 1, "x"));
    assertThatThrownBy(() -> EntryCodec.split(joined(first, gap), 5))
        .hasMessage("record 2 of the batch, to be entry 6, at byte 56: its index is 7");
    assertThatThrownBy(() -> EntryCodec.split(joined(first, older), 5))
        .hasMessage("record 2 of the batch, to be entry 6, at byte 56: its term 1 follows term 2");
  }

  @Test
  void arbitraryBytesNeverSplitAndNeverFailOtherwise() {
    for (long seed = 1; seed <= 2000; seed++) {
      Random random = new Random(seed);
      ByteBuffer bytes =
          Records.concatenated(Records.batch(randomEntries(random, 1, 1 + random.nextInt(5))));
      int changes = 1 + random.nextInt(4);
      ByteBuffer original = ByteBuffer.wrap(bytes.array().clone());
      for (int i = 0; i < changes; i++) {
        bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
      }
      if (random.nextInt(4) == 0) {
        bytes.limit(random.nextInt(bytes.limit()));
      }
      boolean same = bytes.equals(original.limit(bytes.limit()));
      if (!same) {
        assertThatThrownBy(() -> EntryCodec.split(bytes, 1))
            .as("seed %d", seed)
            .isInstanceOf(BadRecordException.class);
      }
    }
  }

  @Test
  void aPayloadBeyondTheLimitIsRefusedWithBothSizes() {
    ByteBuffer payload = ByteBuffer.allocate(EntryCodec.MAX_PAYLOAD_BYTES + 1);
    assertThatThrownBy(() -> EntryCodec.encode(new EntryId(4, 2), EntryKind.COMMAND, 0, payload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload of 8,388,609 bytes of entry 4@2 exceeds 8,388,608");
    ByteBuffer longest = payload.limit(EntryCodec.MAX_PAYLOAD_BYTES);
    ByteBuffer record = EntryCodec.encode(new EntryId(4, 2), EntryKind.COMMAND, 0, longest);
    assertThat(EntryCodec.decode(record).payload()).isEqualTo(longest);
  }

  private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
    return ByteBuffer.allocate(first.remaining() + second.remaining())
        .put(first.duplicate())
        .put(second.duplicate())
        .flip();
  }

  private static List<Entry> randomEntries(Random random, long firstIndex, int count) {
    List<Entry> entries = new ArrayList<>();
    long term = 1;
    for (int i = 0; i < count; i++) {
      term += random.nextInt(2);
      entries.add(randomEntry(random, firstIndex + i, term));
    }
    return entries;
  }

  private static Entry randomEntry(Random random, long index, long term) {
    byte[] payload = new byte[random.nextInt(200)];
    random.nextBytes(payload);
    EntryKind kind = EntryKind.values()[random.nextInt(EntryKind.values().length)];
    List<NodeId> voters = List.of(new NodeId(1 + random.nextInt(9)), new NodeId(10));
    ByteBuffer content =
        kind == EntryKind.MEMBERSHIP
            ? MembershipCodec.encode(Membership.ofVoters(voters))
            : ByteBuffer.wrap(payload);
    return new Entry(new EntryId(index, term), kind, random.nextLong() >>> 1, content);
  }
}
