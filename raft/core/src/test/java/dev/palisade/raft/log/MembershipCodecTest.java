package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MembershipCodecTest {
  private static final Membership JOINT =
      new Membership(
          nodes(1, 2, 4),
          nodes(1, 2, 3),
          nodes(5),
          nodes(3),
          new TreeMap<>(Map.of(new NodeId(4), new MemberAddress("h:10", "h:11"))));

  @Test
  void theExampleInTheDocumentationIsThePayload() throws IOException {
    ByteBuffer documented = ByteBuffer.allocate(JOINT.payloadBytes());
    for (String line : Files.readAllLines(Path.of("../../docs/formats.md"))) {
      if (line.matches(" +\\d+ ( [0-9a-f]{2}){4}   .*")) {
        documented.put(HexFormat.ofDelimiter(" ").parseHex(line.substring(7, 18)));
      }
    }
    assertThat(MembershipCodec.encode(JOINT)).isEqualTo(documented.flip());
    assertThat(MembershipCodec.decode(documented)).isEqualTo(JOINT);
  }

  @Test
  void whatIsNoMembershipIsRefusedWithTheReason() {
    assertThatThrownBy(() -> MembershipCodec.decode(ByteBuffer.allocate(3)))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("3 bytes");
    assertThatThrownBy(() -> MembershipCodec.decode(changed(0, (byte) 2)))
        .hasMessageContaining("version 2; this program knows version 1");
    assertThatThrownBy(() -> MembershipCodec.decode(changed(7, (byte) 4)))
        .hasMessageContaining("node 1 follows node 4");
    assertThatThrownBy(() -> MembershipCodec.decode(changed(7, (byte) 99)))
        .hasMessageContaining("99 voters");
    assertThatThrownBy(() -> MembershipCodec.decode(changed(27, (byte) 9)))
        .hasMessageContaining("node 2 follows node 9");
    assertThatThrownBy(() -> MembershipCodec.decode(changed(63, (byte) 40)))
        .hasMessageContaining("an address of 40 bytes");
    assertThatThrownBy(() -> MembershipCodec.decode(changed(63, (byte) 3)))
        .hasMessageContaining("1 bytes behind a membership");
  }

  @Test
  void recordsThatAreTakenApartSayWhichConfigurationsAreAmongThem() {
    ByteBuffer records = ByteBuffer.allocate(1024);
    records.put(command(2, 1));
    records.put(record(3));
    records.put(command(4, 1));
    EntryBatch batch = EntryCodec.split(records.flip(), 2);
    assertThat(batch.ids().memberships()).containsExactly(new MembershipEntry(3, JOINT));
    assertThat(batch.ids().range(4, 5).memberships()).isEmpty();
  }

  @Test
  void aLogThatIsOpenedAgainKnowsItsConfigurations() throws IOException {
    FaultDisk disk = new FaultDisk();
    try (Wal wal = Wal.open(disk, LogRun.OPTIONS)) {
      wal.stage(1, null, EntryCodec.split(command(1, 1), 1));
      wal.stage(2, null, EntryCodec.split(record(2), 2));
      wal.stage(3, null, EntryCodec.split(record(3), 3));
      // Another leader's entries replace the last one.
      wal.stage(4, null, EntryCodec.split(command(3, 2), 3));
      assertThat(wal.entryIds().memberships()).containsExactly(new MembershipEntry(2, JOINT));
    }
    try (Wal wal = Wal.open(disk, LogRun.OPTIONS)) {
      assertThat(wal.entryIds().memberships()).containsExactly(new MembershipEntry(2, JOINT));
    }
  }

  private static ByteBuffer command(long index, long term) {
    return Records.record(Records.entry(index, term, "a=1"));
  }

  private static ByteBuffer record(long index) {
    ByteBuffer payload = MembershipCodec.encode(JOINT);
    return EntryCodec.encode(new EntryId(index, 1), EntryKind.MEMBERSHIP, 0, payload);
  }

  private static ByteBuffer changed(int at, byte value) {
    ByteBuffer bytes = ByteBuffer.allocate(JOINT.payloadBytes());
    bytes.put(MembershipCodec.encode(JOINT)).flip();
    return bytes.put(at, value);
  }

  private static List<NodeId> nodes(Integer... ids) {
    return List.of(ids).stream().map(NodeId::new).toList();
  }
}
