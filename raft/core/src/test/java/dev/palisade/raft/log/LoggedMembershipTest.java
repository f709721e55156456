package dev.palisade.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who the members are, from the files of a log alone. */
class LoggedMembershipTest {
  private final FaultDisk disk = new FaultDisk();

  @Test
  void aLogWithoutAConfigurationSaysNothing() throws IOException {
    try (Wal wal = Wal.open(disk, LogRun.OPTIONS)) {
      wal.stage(1, null, Records.batch(List.of(Records.entry(1, 1, "a"))));
    }
    assertThat(LoggedMembership.latest(disk)).isEmpty();
  }

  @Test
  void theLatestConfigurationCounts() throws IOException {
    try (Wal wal = Wal.open(disk, LogRun.OPTIONS)) {
      wal.stage(1, null, Records.batch(List.of(of(1, 1, 3), Records.entry(2, 1, "a"))));
      wal.stage(2, null, Records.batch(List.of(of(3, 1, 1))));
    }
    assertThat(LoggedMembership.latest(disk)).contains(voters(1));
  }

  @Test
  void aConfigurationThatWasReplacedDoesNotCount() throws IOException {
    try (Wal wal = Wal.open(disk, LogRun.OPTIONS)) {
      wal.stage(1, null, Records.batch(List.of(of(1, 1, 3), of(2, 1, 5))));
      wal.flush();
      wal.stage(2, null, Records.batch(List.of(Records.entry(2, 2, "b"))));
    }
    assertThat(LoggedMembership.latest(disk)).contains(voters(3));
  }

  @Test
  void aConfigurationBeforeASnapshotDoesNotCount() throws IOException {
    try (Wal wal = Wal.open(disk, LogRun.OPTIONS)) {
      wal.stage(1, null, Records.batch(List.of(of(1, 1, 3))));
      wal.reset(new EntryId(9, 1));
    }
    assertThat(LoggedMembership.latest(disk)).isEmpty();
  }

  private static Membership voters(int count) {
    return Membership.ofVoters(IntStream.rangeClosed(1, count).mapToObj(NodeId::new).toList());
  }

  private static Entry of(long index, long term, int count) {
    return new Entry(
        new EntryId(index, term),
        EntryKind.MEMBERSHIP,
        100 * index,
        MembershipCodec.encode(voters(count)));
  }
}
