package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who the members are, although damage has taken the entry that says so. */
class MembersRecordTest {
  private final FaultDisk disk = new FaultDisk();

  @Test
  void aConfigurationIsKnownAfterDamageHasTakenItsEntry() throws IOException {
    writeFounder();
    flipFirstEntry();
    try (Wal wal = open()) {
      assertThat(wal.promised()).isEqualTo(new EntryId(3, 1));
      assertThat(wal.entryIds().memberships()).isEmpty();
      assertThat(wal.lastMembership()).isEqualTo(new MembershipEntry(2, voters(3)));
    }
    assertThat(LoggedMembership.latest(disk)).contains(voters(3));
  }

  @Test
  void itStaysKnownWhileTheLogIsFilledAgainAndAfterIt() throws IOException {
    writeFounder();
    flipFirstEntry();
    try (Wal wal = open()) {
      wal.stage(1, null, Records.batch(List.of(Records.entry(1, 1, "a"))));
      wal.flush();
      assertThat(wal.lastMembership()).isEqualTo(new MembershipEntry(2, voters(3)));
      wal.stage(2, null, Records.batch(List.of(of(2, 3), Records.entry(3, 1, "c"))));
      wal.flush();
      assertThat(wal.promised()).isNull();
      assertThat(wal.lastMembership()).isEqualTo(new MembershipEntry(2, voters(3)));
    }
  }

  @Test
  void aConfigurationThatAnotherEntryReplacedIsForgotten() throws IOException {
    writeFounder();
    try (Wal wal = open()) {
      wal.stage(1, null, Records.batch(List.of(Records.entry(2, 2, "b"))));
      wal.flush();
      assertThat(wal.lastMembership()).isNull();
    }
    try (Wal wal = open()) {
      assertThat(wal.lastMembership()).isNull();
    }
  }

  @Test
  void oneBeforeTheBaseStaysUntilTheLogHoldsAnother() throws IOException {
    writeFounder();
    try (Wal wal = open()) {
      wal.reset(new EntryId(9, 1));
      wal.stage(1, null, Records.batch(List.of(Records.entry(10, 1, "d"))));
      wal.flush();
      assertThat(wal.lastMembership()).isEqualTo(new MembershipEntry(2, voters(3)));
      wal.stage(2, null, Records.batch(List.of(of(11, 5))));
      wal.flush();
      assertThat(wal.lastMembership()).isEqualTo(new MembershipEntry(11, voters(5)));
    }
  }

  @Test
  void aLogOfAnEarlierVersionGetsItsRecordWhenItIsOpened() throws IOException {
    writeFounder();
    for (String name : List.of("MEMBERS.0", "MEMBERS.1")) {
      if (disk.list().contains(name)) {
        disk.delete(name);
      }
    }
    open().close();
    assertThat(MembersRecord.open(disk).latest()).isEqualTo(new MembershipEntry(2, voters(3)));
  }

  @Test
  void aFlippedByteOfTheRecordLeavesTheOlderOne() throws IOException {
    MembersRecord record = MembersRecord.open(disk);
    record.note(new MembershipEntry(2, voters(3)), 0);
    record.note(new MembershipEntry(4, voters(5)), 0);
    for (int at = 0; at < disk.content("MEMBERS.1").length; at++) {
      FaultDisk flipped = disk.afterPowerLoss(Loss.nothing());
      flipped.flip("MEMBERS.1", at, 0x10);
      assertThat(MembersRecord.open(flipped).latest())
          .as("byte %d", at)
          .isEqualTo(new MembershipEntry(2, voters(3)));
    }
  }

  @Test
  void powerThatIsLostWhileTheRecordIsWrittenLeavesTheOlderOrTheNewerOne() throws IOException {
    MembershipEntry older = new MembershipEntry(2, voters(3));
    MembershipEntry newer = new MembershipEntry(4, voters(5));
    for (int at = 1; ; at++) {
      FaultDisk tried = new FaultDisk();
      MembersRecord record = MembersRecord.open(tried);
      record.note(new MembershipEntry(1, voters(1)), 0);
      record.note(older, 0);
      tried.losePowerAt(tried.operations() + at);
      boolean isDone = false;
      try {
        record.note(newer, 0);
        isDone = true;
      } catch (PowerLost expected) {
        // As ordered.
      }
      for (Loss loss : List.of(Loss.everything(), Loss.nothing(), Loss.random(at))) {
        MembershipEntry found = MembersRecord.open(tried.afterPowerLoss(loss)).latest();
        assertThat(found).as("operation %d, %s", at, loss).isIn(older, newer);
        assertThat(found).isEqualTo(isDone ? newer : found);
      }
      if (isDone) {
        return;
      }
    }
  }

  /** A log of one voter that became three. */
  private void writeFounder() throws IOException {
    try (Wal wal = open()) {
      wal.stage(
          1,
          null,
          Records.batch(List.of(Records.entry(1, 1, "a"), of(2, 3), Records.entry(3, 1, "c"))));
      wal.flush();
    }
  }

  private void flipFirstEntry() {
    disk.flip(Segment.name(1), SegmentHeader.BLOCK_BYTES + 40, 0x01);
  }

  private Wal open() throws IOException {
    return Wal.open(disk, LogRun.OPTIONS);
  }

  private static Membership voters(int count) {
    return Membership.ofVoters(IntStream.rangeClosed(1, count).mapToObj(NodeId::new).toList());
  }

  private static Entry of(long index, int count) {
    ByteBuffer payload = MembershipCodec.encode(voters(count));
    return new Entry(new EntryId(index, 1), EntryKind.MEMBERSHIP, 100 * index, payload);
  }
}
