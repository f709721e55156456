package dev.palisade.cli.backup;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.kv.rocks.BackupFile;
import dev.palisade.kv.rocks.NewState;
import dev.palisade.kv.server.Member;
import dev.palisade.kv.state.KvStateMachine.Continuation;
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
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One node of a cluster that begins with a state from elsewhere. */
final class NewCluster {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final long clusterId;
  private final NodeId self;
  private final String membersText;
  private final Membership membership;
  private final Continuation continuation;

  /**
   * @param continuation how tokens, sessions and revisions go on; the same at every node
   * @throws CommandFailed if the members make no sense, or the node is none of them
   */
  NewCluster(long clusterId, int nodeId, String membersText, Continuation continuation) {
    if (clusterId < 1 || nodeId < 1) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--cluster-id and --node-id are positive, but are %d and %d"
              .formatted(clusterId, nodeId));
    }
    this.clusterId = clusterId;
    this.continuation = continuation;
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

  /** What comes of those who hold tokens and sessions of the old cluster, in a line or two. */
  String fate() {
    return switch (continuation) {
      case NEW_EPOCH ->
          "its revisions and tokens will go on far above those of the old cluster, whose tokens and"
              + " sessions it refuses; raise the marks of external fences by hand";
      case AS_IF_NOTHING_HAPPENED ->
          "its revisions, tokens and session ids will go on where the old cluster's were";
    };
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
    try (FolderDraft draft = FolderDraft.begin(folder)) {
      NewState state = NewState.in(draft.path().resolve("state"));
      StateSummary found = state.unpack(backup);
      finish(state, 0, draft);
      return found;
    }
  }

  /**
   * Makes the state that of this node, begins its log behind it, and puts both into their place.
   *
   * @param leastTerm the terms of the new cluster are later than this, and than those in the state
   */
  EntryId finish(NewState state, long leastTerm, FolderDraft draft) throws IOException {
    EntryId applied = state.finish(membership, continuation).lastIncluded();
    LogIdentity identity = new LogIdentity(clusterId, self);
    try (FileDisk disk = FileDisk.open(draft.path().resolve("log"));
        Wal wal = Wal.open(disk, WalOptions.ofDefaults(identity, RANDOM.nextLong()))) {
      long term = Math.max(leastTerm, applied.term());
      wal.stage(1, new HardState(term, null), EntryBatch.none(1));
      wal.reset(applied);
    }
    draft.finish();
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
      FolderDraft.delete(folder);
    }
  }
}
