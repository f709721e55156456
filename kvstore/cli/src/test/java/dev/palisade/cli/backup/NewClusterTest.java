package dev.palisade.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.palisade.kv.rocks.BackupFile;
import dev.palisade.kv.rocks.BackupHeader;
import dev.palisade.kv.rocks.BackupWriter;
import dev.palisade.kv.rocks.RocksState;
import dev.palisade.kv.rocks.SnapshotManifest;
import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.KvStateMachine.Continuation;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup becomes the folders of a new cluster's nodes, each whole or not there at all. */
class NewClusterTest {
  private static final String MEMBERS = "1=a:1,a:2;2=b:1,b:2;3=c:1,c:2";
  private static final long HLC = 1_767_225_600_000L << 16;

  @TempDir Path temporary;

  private Path file = Path.of("");
  private long token;

  @BeforeEach
  void save() throws IOException {
    file = temporary.resolve("a.backup");
    try (RocksState state = RocksState.open(temporary.resolve("old"))) {
      KvStateMachine machine = new KvStateMachine(state.store());
      token = grant(machine, HLC);
      Snapshot taken = state.take(Membership.ofVoters(List.of(new NodeId(1))));
      SnapshotManifest manifest =
          SnapshotManifest.decode(state.manifest(taken.reference()).orElseThrow());
      BackupHeader header = new BackupHeader(77, 1, 1_000_000, manifest);
      try (BackupWriter writer = BackupWriter.begin(file, header)) {
        for (Part part : manifest.parts()) {
          writer.write(
              state.read(taken.reference(), part.name(), 0, (int) part.bytes()).orElseThrow());
        }
        writer.finish();
      }
    }
  }

  @Test
  void nodesThatAreRestoredOneByOneGoOnAsOneFarAboveTheOldTokens() throws IOException {
    List<String> hashes = new ArrayList<>();
    for (int node = 1; node <= 3; node++) {
      Path folder = temporary.resolve("new-" + node);
      restore(node, folder, Continuation.NEW_EPOCH);
      assertThat(folder.resolve("log")).isNotEmptyDirectory();
      try (RocksState state = RocksState.open(folder.resolve("state"))) {
        KvStateMachine machine = new KvStateMachine(state.store());
        assertThat(grant(machine, HLC + (60_000L << 16))).isGreaterThan(token + 1_000_000_000_000L);
        hashes.add(HexFormat.of().formatHex(machine.stateHash()));
        assertThat(machine.recomputeHash()).isEqualTo(machine.stateHash());
      }
    }
    assertThat(hashes.stream().distinct()).hasSize(1);
  }

  @Test
  void onRequestRevisionsGoOnWhereTheBackupEnds() throws IOException {
    Path folder = temporary.resolve("new");
    restore(1, folder, Continuation.AS_IF_NOTHING_HAPPENED);
    try (RocksState state = RocksState.open(folder.resolve("state"))) {
      assertThat(grant(new KvStateMachine(state.store()), HLC + 1)).isEqualTo(token + 1);
    }
  }

  @Test
  void aDamagedBackupLeavesNothingBehind() throws IOException {
    Path there = Files.createDirectory(temporary.resolve("there"));
    Files.createDirectory(there.resolve("lost+found"));
    byte[] whole = Files.readAllBytes(file);
    for (int place = 7; place < whole.length; place += whole.length / 12) {
      byte[] flipped = whole.clone();
      flipped[place] ^= 4;
      Files.write(file, flipped);
      for (Path folder : List.of(there, temporary.resolve("fresh/data"))) {
        assertThatExceptionOfType(IOException.class)
            .as("byte %d", place)
            .isThrownBy(() -> restore(1, folder, Continuation.NEW_EPOCH));
      }
      assertThat(Files.list(there)).containsExactly(there.resolve("lost+found"));
      assertThat(temporary.resolve("fresh")).doesNotExist();
    }
  }

  private void restore(int node, Path folder, Continuation continuation) throws IOException {
    try (BackupFile backup = BackupFile.open(file)) {
      new NewCluster(78, node, MEMBERS, continuation).restore(backup, folder);
    }
  }

  private static long grant(KvStateMachine machine, long hlc) {
    Request request = new Request(null, new Command.Grant("f", "someone", false));
    ByteBuffer payload = RequestCodec.encode(request).asReadOnlyBuffer();
    EntryId id = new EntryId(machine.appliedIndex() + 1, 1);
    Outcome outcome =
        machine.apply(List.of(new Entry(id, EntryKind.COMMAND, hlc, payload))).getFirst();
    return ((Outcome.Granted) outcome).token();
  }
}
