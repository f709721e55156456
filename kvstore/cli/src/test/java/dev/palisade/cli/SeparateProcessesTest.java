package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.rocks.BackupHeader;
import dev.palisade.kv.rocks.BackupWriter;
import dev.palisade.kv.rocks.RocksState;
import dev.palisade.kv.rocks.SnapshotManifest;
import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.replica.SnapshotStore.Part;
import dev.palisade.raft.runtime.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each command that works on files, in a process of its own as a user runs it: nothing that another
 * command or test has loaded helps it.
 */
class SeparateProcessesTest {
  private static final Membership INITIAL = Membership.ofVoters(List.of(new NodeId(1)));

  @TempDir static Path shared = Path.of("");
  @TempDir private Path own = Path.of("");

  /** A node that was stopped in an orderly way, and a backup of it. */
  @BeforeAll
  static void writeNodeAndBackup() throws IOException {
    Path node = shared.resolve("node");
    LogIdentity identity = new LogIdentity(2748, new NodeId(1));
    List<Entry> entries = new ArrayList<>();
    try (FileDisk disk = FileDisk.open(node.resolve("log"));
        Wal wal = Wal.open(disk, new WalOptions(identity, 1 << 20, 1 << 20, 1))) {
      for (int i = 1; i <= 40; i++) {
        EntryBatch batch =
            EntryCodec.split(
                EntryCodec.encode(new EntryId(i, 3), EntryKind.COMMAND, 1_000 * i, put(i)), i);
        wal.stage(i, i == 1 ? new HardState(3, new NodeId(1)) : null, batch);
        wal.flush();
        entries.addAll(EntryCodec.decodeAll(batch));
      }
    }
    try (RocksState state = RocksState.open(node.resolve("state"))) {
      new KvStateMachine(state.store()).apply(entries);
      Snapshot taken = state.take(INITIAL);
      backup(state, taken);
    }
  }

  private static ByteBuffer put(int i) {
    byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
    return RequestCodec.encode(new Request(null, new Command.Put(key, key, List.of(), false)));
  }

  private static void backup(RocksState state, Snapshot taken) throws IOException {
    SnapshotManifest manifest =
        SnapshotManifest.decode(state.manifest(taken.reference()).orElseThrow());
    BackupHeader header = new BackupHeader(2748, 1, 1_000_000, manifest);
    try (BackupWriter writer = BackupWriter.begin(shared.resolve("a.backup"), header)) {
      for (Part part : manifest.parts()) {
        writer.write(
            state.read(taken.reference(), part.name(), 0, (int) part.bytes()).orElseThrow());
      }
      writer.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect log NODE",
        "inspect state NODE",
        "inspect state -o json NODE",
        "inspect snapshot NODE",
        "inspect snapshot BACKUP",
        "snapshot verify BACKUP",
        "snapshot verify --deep BACKUP",
        "snapshot restore BACKUP --data OWN/new --node-id 1 --cluster-id 2749"
            + " --members 1=127.0.0.1:7201,127.0.0.1:7200",
        "recover --force-new-cluster --yes --data NODE --to OWN/new --node-id 1"
            + " --cluster-id 2749 --members 1=127.0.0.1:7201,127.0.0.1:7200"
      })
  void aCommandOnFilesWorksInAProcessOfItsOwn(String command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            Palisade.class.getName()));
    for (String word : command.split(" ")) {
      line.add(
          word.replace("NODE", shared.resolve("node").toString())
              .replace("BACKUP", shared.resolve("a.backup").toString())
              .replace("OWN", own.toString()));
    }
    Path output = own.resolve("output");
    Process process =
        new ProcessBuilder(line)
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(output)).isZero();
  }
}
