package dev.palisade.kv.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.kv.state.KvStateMachine.Continuation;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
  private static final Membership OTHERS = Membership.ofVoters(List.of(new NodeId(9)));

  @TempDir Path temporary;

  private Path file = Path.of("");
  private String hash = "";

  @BeforeEach
  void save() throws IOException {
    file = temporary.resolve("a.backup");
    try (Replica replica = new Replica(temporary.resolve("replica"))) {
      Entries.put(replica.state, 100);
      hash = replica.hash();
      Snapshot taken = replica.kept.take(Entries.INITIAL);
      BackupHeader header = new BackupHeader(77, 3, 1_000_000, replica.manifest(taken));
      try (BackupWriter writer = BackupWriter.begin(file, header)) {
        for (Part part : header.manifest().parts()) {
          writer.write(read(replica, taken, part));
        }
        writer.finish();
      }
    }
  }

  private static ByteBuffer read(Replica replica, Snapshot taken, Part part) throws IOException {
    int bytes = (int) part.bytes();
    return replica.kept.read(taken.reference(), part.name(), 0, bytes).orElseThrow();
  }

  @Test
  void aBackupSaysWhereItComesFromAndIsWhole() throws IOException {
    try (BackupFile backup = BackupFile.open(file)) {
      assertThat(backup.header().clusterId()).isEqualTo(77);
      assertThat(backup.header().node()).isEqualTo(3);
      assertThat(backup.header().manifest().state().hash()).isEqualTo(hash);
      assertThat(backup.verify()).isEmpty();
    }
    assertThat(temporary.resolve("a.backup.partial")).doesNotExist();
  }

  @Test
  void itsStateBeginsANewClusterOfOtherMembers() throws IOException {
    NewState fresh = NewState.in(temporary.resolve("new"));
    try (BackupFile backup = BackupFile.open(file)) {
      StateSummary found = fresh.unpack(backup);
      assertThat(found.stateHash()).isEqualTo(hash);
    }
    Snapshot first = fresh.finish(OTHERS, Continuation.NEW_EPOCH);
    assertThat(first.membership()).isEqualTo(OTHERS);
    try (Replica replica = new Replica(temporary.resolve("new"))) {
      assertThat(replica.hash()).isEqualTo(hash);
      assertThat(replica.kept.newest()).isEqualTo(first);
    }
  }

  @Test
  void theConfigurationOfTheOldClusterStaysBehind() throws IOException {
    NewState fresh = NewState.in(temporary.resolve("new"));
    String content;
    try (Replica replica = new Replica(temporary.resolve("replica"))) {
      Entries.change(replica.state, Entries.INITIAL);
      Entries.put(replica.state, 1);
      content = HexFormat.of().formatHex(replica.state.machine().contentHash());
      assertThat(content).isNotEqualTo(replica.hash());
      assertThat(StateSummary.of(replica.kept.store()).contentHash()).isEqualTo(content);
    }
    fresh.copy(temporary.resolve("replica/db-1"));
    assertThat(fresh.finish(OTHERS, Continuation.NEW_EPOCH).membership()).isEqualTo(OTHERS);
    try (Replica replica = new Replica(temporary.resolve("new"))) {
      assertThat(replica.state.appliedIndex()).isEqualTo(102);
      assertThat(replica.hash()).isEqualTo(replica.recomputedHash());
      assertThat(replica.hash()).as("all but the configuration is the same").isEqualTo(content);
      assertThat(replica.state.machine().membership()).isNull();
    }
  }

  @Test
  void aFlippedBitAnywhereIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(20_260_102);
    for (int i = 0; i < 20; i++) {
      // Half of them in the header and the manifest, which are small.
      int place = random.nextInt(i % 2 == 0 ? whole.length : 500);
      byte[] flipped = whole.clone();
      flipped[place] ^= (byte) (1 << random.nextInt(8));
      assertThat(defects(flipped)).as("byte " + place).isNotEmpty();
      NewState fresh = NewState.in(temporary.resolve("new-" + i));
      if (place < whole.length - Long.BYTES) {
        assertThatThrownBy(() -> fresh.unpack(BackupFile.open(temporary.resolve("b.backup"))))
            .as("byte " + place)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aBackupThatIsCutOffOrLongerIsFound() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, 39, 100, whole.length / 2, whole.length - 1}) {
      assertThat(defects(Arrays.copyOf(whole, length))).as(length + " bytes").isNotEmpty();
    }
    assertThat(defects(Arrays.copyOf(whole, whole.length + 1))).isNotEmpty();
    assertThat(defects(whole)).isEmpty();
  }

  @Test
  void whatComesInDamagedOrInPartIsNotSaved() throws IOException {
    try (Replica replica = new Replica(temporary.resolve("replica"))) {
      Snapshot taken = replica.kept.take(Entries.INITIAL);
      BackupHeader header = new BackupHeader(77, 3, 1, replica.manifest(taken));
      Part first =
          header.manifest().parts().stream().filter(part -> part.bytes() > 0).findFirst().get();
      Path other = temporary.resolve("other.backup");
      try (BackupWriter writer = BackupWriter.begin(other, header)) {
        assertThatThrownBy(() -> writer.write(ByteBuffer.allocate((int) first.bytes())))
            .hasMessageContaining("came in damaged");
      }
      try (BackupWriter writer = BackupWriter.begin(other, header)) {
        writer.write(read(replica, taken, first));
        assertThatThrownBy(writer::finish).hasMessageContaining("in part only");
      }
      assertThat(Durably.names(temporary)).containsExactly("a.backup", "replica");
    }
  }

  private List<String> defects(byte[] bytes) throws IOException {
    Path other = temporary.resolve("b.backup");
    Files.write(other, bytes);
    try (BackupFile backup = BackupFile.open(other)) {
      return backup.verify();
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
