package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.rocks.RocksState;
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
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's folder with a log of forty entries, a state and a snapshot; whole, and damaged. */
class InspectCommandTest {
  private static final int ENTRIES = 40;
  private static final int SEGMENT_BYTES = 8 << 12;
  private static final String FIRST_SEGMENT = "log/0000000000000001.log";

  @TempDir Path node;

  @BeforeEach
  void writeLogAndState() throws IOException {
    List<Entry> entries = new ArrayList<>();
    LogIdentity identity = new LogIdentity(2748, new NodeId(1));
    try (FileDisk disk = FileDisk.open(node.resolve("log"));
        Wal wal = Wal.open(disk, new WalOptions(identity, SEGMENT_BYTES, 1 << 20, 1))) {
      for (int i = 1; i <= ENTRIES; i++) {
        ByteBuffer record =
            EntryCodec.encode(new EntryId(i, 3), EntryKind.COMMAND, 1_000 * i, payload(i));
        EntryBatch batch = EntryCodec.split(record, i);
        wal.stage(i, i == 1 ? new HardState(3, new NodeId(2)) : null, batch);
        wal.flush();
        entries.addAll(EntryCodec.decodeAll(batch));
      }
    }
    try (RocksState state = RocksState.open(node.resolve("state"))) {
      new KvStateMachine(state.store()).apply(entries);
      state.take(Membership.ofVoters(List.of(new NodeId(1))));
    }
  }

  private static ByteBuffer payload(int i) {
    byte[] value = new byte[2_000];
    new Random(i).nextBytes(value);
    byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
    return RequestCodec.encode(new Request(null, new Command.Put(key, value, List.of(), false)));
  }

  @Test
  void aWholeLogIsShownWithItsEntriesAndNothingIsTouched() throws IOException {
    TreeMap<String, Long> before = files();
    Run run = run("inspect", "log", node.toString(), "--records");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("entry      7@3", "put", "hard state term 3, vote n2", "n1 of cluster 2748")
        .contains("nothing is damaged that had been confirmed");
    assertThat(run("inspect", "state", node.toString()).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run("inspect", "snapshot", node.toString()).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aDamagedRecordIsNamedAndTheEntriesBehindItAreShown() throws IOException {
    flip(node.resolve(FIRST_SEGMENT), 4096 + 9_000);
    Run run = run("inspect", "log", node.toString(), "--records");
    assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(run.out())
        .containsPattern("DAMAGE 0+1\\.log byte \\d+: checksum .* records go on at byte \\d+ with")
        .contains("entry      40@3");
    assertThat(run.err()).contains("is damaged, as said above").hasLineCount(1);
    Run json = run("inspect", "log", node.toString(), "--json");
    assertThat(json.out()).contains("\"damaged\": true", "\"was_durable\": true");
  }

  @Test
  void aMissingSegmentIsNamed() throws IOException {
    Files.delete(node.resolve("log/0000000000000002.log"));
    Run run = run("inspect", "log", node.resolve("log").toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(run.out()).contains("DAMAGE 0000000000000002.log is missing");
  }

  @Test
  void aDamagedHeaderDoesNotKeepItFromTheRecords() throws IOException {
    flip(node.resolve(FIRST_SEGMENT), 40);
    flip(node.resolve(FIRST_SEGMENT), 2_048 + 40); // It stands there twice.
    Run run = run("inspect", "log", node.toString(), "--records");
    assertThat(run.out()).contains("log byte 0: segment header", "entry      1@3", "40@3");
    assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
  }

  @Test
  void aStateIsShownWithItsTablesAndItsHash() {
    Run run = run("inspect", "state", node.toString());
    assertThat(run.out())
        .contains("applied 40@3, revision 41", "and so do all rows", "changes", ".sst", "fit");
  }

  @Test
  void aDamagedTableOfTheStateIsNamedAndTheRestIsShown() throws IOException {
    Path table = tables(node.resolve("state/db-1")).getFirst();
    flip(table, Files.size(table) / 3);
    Run run = run("inspect", "state", node.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(run.out())
        .contains("DAMAGED", "DAMAGE " + table.getFileName() + ": ", "applied 40@3");
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void aStateThatCannotBeOpenedIsShownByItsFiles() throws IOException {
    Files.delete(
        Files.list(node.resolve("state/db-1"))
            .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
            .findFirst()
            .orElseThrow());
    Run run = run("inspect", "state", node.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(run.out()).contains("DAMAGE cannot open the store", ".sst", "fit");
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void aDamagedSnapshotIsNamedByItsPart() throws IOException {
    Path table = tables(node.resolve("state/snapshots/40-3")).getFirst();
    flip(table, 100);
    Run run = run("inspect", "snapshot", node.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(run.out())
        .contains("entry 40@3", "DAMAGE " + table.getFileName() + " does not have its checksum");
  }

  @Test
  void placesWithoutAnythingAreSaidInOneLine() {
    for (String what : List.of("log", "state", "snapshot")) {
      Run none = run("inspect", what, node.resolve("nowhere").toString());
      assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(none.err()).startsWith("palisade: there is no ").hasLineCount(1);
    }
    assertThat(run("inspect", "log", node.resolve("state").toString()).err())
        .contains("there is no log in")
        .hasLineCount(1);
    assertThat(run("snapshot", "verify", node.resolve(FIRST_SEGMENT).toString()).err())
        .contains("it is no backup")
        .hasLineCount(1);
    assertThat(run("snapshot", "verify", node.resolve("nothing").toString()).err()).hasLineCount(1);
  }

  private Run run(String... args) {
    return Run.in(node).palisade(args);
  }

  private TreeMap<String, Long> files() throws IOException {
    TreeMap<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(node)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        sizes.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
      }
    }
    return sizes;
  }

  private static List<Path> tables(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      int before = open.read();
      open.seek(at);
      open.write(before ^ 1);
    }
  }
}
