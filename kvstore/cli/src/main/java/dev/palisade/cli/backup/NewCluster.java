package dev.palisade.cli.backup;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.kv.rocks.BackupFile;
import dev.palisade.kv.rocks.NewState;
import dev.palisade.kv.server.Member;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.HardState;
import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One node of a cluster that begins with a state from elsewhere. Its folder is made under another
 * name and gets its own when it is whole.
 */
final class NewCluster {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final long clusterId;
  private final NodeId self;
  private final String membersText;
  private final Membership membership;

  /**
   * @throws CommandFailed if the members make no sense, or the node is none of them
   */
  NewCluster(long clusterId, int nodeId, String membersText) {
    if (clusterId < 1 || nodeId < 1) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--cluster-id and --node-id are positive, but are %d and %d"
              .formatted(clusterId, nodeId));
    }
    this.clusterId = clusterId;
    this.membersText = membersText;
    self = new NodeId(nodeId);
    membership = membership(membersText);
    if (!membership.isMember(self)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--node-id %d is none of the members %s".formatted(nodeId, membership.voters()));
    }
  }

  private static Membership membership(String text) {
    List<NodeId> voters = new ArrayList<>();
    TreeMap<NodeId, MemberAddress> addresses = new TreeMap<>();
    for (Member member : Member.parseAll(text)) {
      voters.add(member.id());
      addresses.put(member.id(), member.address());
    }
    return Membership.ofVoters(voters).withAddresses(addresses);
  }

  int size() {
    return membership.voters().size();
  }

  NodeId self() {
    return self;
  }

  /**
   * Lays the node's folder out with the state of a backup.
   *
   * @return what was in the backup
   */
  StateSummary restore(BackupFile backup, Path folder) throws IOException {
    Path draft = draft(folder);
    NewState state = NewState.in(draft.resolve("state"));
    StateSummary found = state.unpack(backup);
    finish(state, 0, draft, folder);
    return found;
  }

  /** A folder beside it, which is not there yet. */
  static Path draft(Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new CommandFailed(
          ExitCode.USAGE, folder + " exists already; name a folder that does not");
    }
    Path draft = folder.resolveSibling(folder.getFileName() + ".partial");
    delete(draft);
    Files.createDirectories(draft);
    return draft;
  }

  /**
   * Makes the state that of this node, begins its log behind it, and gives the folder its name.
   *
   * @param leastTerm the terms of the new cluster are later than this, and than those in the state
   */
  EntryId finish(NewState state, long leastTerm, Path draft, Path folder) throws IOException {
    EntryId applied = state.finish(membership).lastIncluded();
    LogIdentity identity = new LogIdentity(clusterId, self);
    try (FileDisk disk = FileDisk.open(draft.resolve("log"));
        Wal wal = Wal.open(disk, WalOptions.ofDefaults(identity, RANDOM.nextLong()))) {
      long term = Math.max(leastTerm, applied.term());
      wal.stage(1, new HardState(term, null), EntryBatch.none(1));
      wal.reset(applied);
    }
    Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    return applied;
  }

  /** How the node is started. */
  String startLine(Path folder) {
    return "palisade server --node-id %d --cluster-id %d --data %s --members '%s' --expect-log true"
        .formatted(self.value(), clusterId, folder, membersText);
  }

  /**
   * Unpacks a backup beside itself, computes the hash of its state again, and removes it.
   *
   * @return what is in it
   * @throws IOException if it is damaged, or there is no room
   */
  static StateSummary verifyDeeply(Path file, BackupFile backup) throws IOException {
    Path folder =
        Files.createTempDirectory(file.toAbsolutePath().getParent(), file.getFileName() + ".");
    try {
      return NewState.in(folder.resolve("state")).unpack(backup);
    } finally {
      delete(folder);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
