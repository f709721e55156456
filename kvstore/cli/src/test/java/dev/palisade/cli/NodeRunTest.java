package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.cli.local.FreePorts;
import dev.palisade.client.PalisadeClient;
import dev.palisade.kv.server.ServerConfig;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.HardState;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.EntryCodec;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.MembershipCodec;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a node gives up a damaged state depends on who is there now, not on its command line. */
class NodeRunTest {
  private static final long CLUSTER = 7;
  private static final NodeId SELF = new NodeId(1);

  @TempDir Path data;

  private List<String> endpoints = List.of();

  @Test
  void theOnlyVoterOfAClusterThatShrankKeepsItsDamagedState() throws IOException {
    logSays(1);
    damageTheState();
    NodeRun run = new NodeRun(commandLineNames(3));
    assertThatThrownBy(run::start)
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("only voter");
    assertThat(data.resolve("state/db-2")).isDirectory();
    assertThat(data.resolve("state/quarantined")).doesNotExist();
  }

  @Test
  void aNodeOfAClusterThatGrewFromItAloneGivesUpItsDamagedStateAndStarts() throws IOException {
    logSays(3);
    damageTheState();
    NodeRun run = new NodeRun(commandLineNames(1));
    run.start();
    try {
      assertThat(data.resolve("state/quarantined/db-2")).isDirectory();
    } finally {
      run.stop();
    }
  }

  @Test
  void aStateThatIsAheadOfAnEmptyLogIsRefusedInASentence() throws IOException {
    NodeRun first = new NodeRun(commandLineNames(1));
    first.start();
    try (PalisadeClient client = PalisadeClient.builder().endpoints(endpoints).build()) {
      client.put("a", "1");
    }
    first.stop();
    deleteTree(data.resolve("log"));
    assertThatThrownBy(() -> new NodeRun(commandLineNames(1)).start())
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("the log was emptied or replaced")
        .hasMessageContaining("under a new id");
  }

  private void damageTheState() throws IOException {
    Path state = data.resolve("state");
    Files.createDirectories(state.resolve("db-1"));
    Files.createDirectories(state.resolve("db-2"));
    Files.writeString(state.resolve("CURRENT-STATE"), "rubbish\n");
  }

  private void logSays(int voters) throws IOException {
    Membership membership = voters(voters);
    EntryId id = new EntryId(1, 1);
    ByteBuffer record =
        EntryCodec.encode(id, EntryKind.MEMBERSHIP, 1, MembershipCodec.encode(membership));
    EntryIds ids = EntryIds.ofTerm(1, 1, new int[] {record.remaining()});
    EntryBatch batch =
        new EntryBatch(
            ids.withMemberships(List.of(new MembershipEntry(1, membership))), List.of(record));
    try (FileDisk disk = FileDisk.open(data.resolve("log"));
        Wal wal = Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1))) {
      wal.stage(1, new HardState(1, SELF), batch);
    }
  }

  private static Membership voters(int count) {
    return Membership.ofVoters(IntStream.rangeClosed(1, count).mapToObj(NodeId::new).toList());
  }

  private ServerConfig commandLineNames(int count) throws IOException {
    List<Integer> ports = FreePorts.choose(2 * count, new Random());
    List<String> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      members.add(
          "%d=127.0.0.1:%d,127.0.0.1:%d".formatted(i + 1, ports.get(2 * i), ports.get(2 * i + 1)));
    }
    endpoints = List.of("127.0.0.1:" + ports.get(1));
    return ServerConfig.load(
        Map.of(
            "node-id", "1",
            "cluster-id", Long.toString(CLUSTER),
            "data", data.toString(),
            "members", String.join(";", members)),
        Map.of(),
        Optional.empty());
  }

  private static void deleteTree(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
