package dev.palisade.cli.backup;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.nodes.NodeView;
import dev.palisade.cli.nodes.Nodes;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.kv.rocks.BackupFile;
import dev.palisade.kv.rocks.BackupHeader;
import dev.palisade.kv.rocks.SnapshotManifest;
import dev.palisade.kv.state.StateSummary;
import dev.palisade.proto.kv.TakeSnapshotResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Snapshots of a running cluster, and backups. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = "Take snapshots; save, verify and restore backups.")
public final class SnapshotCommand implements Runnable {
  /** A snapshot of a large state takes its time. */
  private static final Duration LEAST_TAKING = Duration.ofSeconds(60);

  private static final long MEBIBYTE = 1 << 20;

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  public SnapshotCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what: now, save, verify or restore");
  }

  @Command(
      name = "now",
      mixinStandardHelpOptions = true,
      description = {
        "Let every node take a snapshot of its state, so that it can drop its log before it.",
        "",
        "One node after the other, so that a majority is always undisturbed. A node that cannot is"
            + " named at the end, the others go on; exits with 5 then."
      })
  int now() {
    Table table = new Table("NODE", "INDEX", "TERM", "BYTES", "MILLIS");
    List<Json> taken = new ArrayList<>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (String endpoint : options.endpoints()) {
      options.progress("snapshot of " + endpoint + " …");
      try (SnapshotCalls calls = new SnapshotCalls(endpoint)) {
        TakeSnapshotResponse answer = calls.take(longest(options.timeout(), LEAST_TAKING));
        table.row(
            endpoint, answer.getIndex(), answer.getTerm(), answer.getBytes(), answer.getMillis());
        taken.add(
            Json.object()
                .put("endpoint", endpoint)
                .put("index", answer.getIndex())
                .put("term", answer.getTerm())
                .put("bytes", answer.getBytes())
                .put("millis", answer.getMillis()));
      } catch (CommandFailed failure) {
        failures.put(endpoint, String.valueOf(failure.getMessage()));
      }
    }
    List<Json> failed = new ArrayList<>();
    failures.forEach(
        (endpoint, why) -> failed.add(Json.object().put("endpoint", endpoint).put("error", why)));
    options.show(
        () -> Json.object().put("snapshots", taken).put("failed", failed),
        () -> taken.isEmpty() ? "" : table.toString());
    if (!failures.isEmpty()) {
      throw new CommandFailed(
          ExitCode.UNHEALTHY,
          "%d of %d nodes took no snapshot: %s"
              .formatted(
                  failures.size(),
                  failures.size() + taken.size(),
                  String.join("; ", failures.values())));
    }
    return ExitCode.OK;
  }

  private static Duration longest(Duration left, Duration right) {
    return left.compareTo(right) > 0 ? left : right;
  }

  @Command(
      name = "save",
      mixinStandardHelpOptions = true,
      description = {
        "Save the state of the running cluster to one file.",
        "",
        "The file holds the state as of one revision, checksummed, with everything that was"
            + " acknowledged before the command began. Clients go on meanwhile."
      })
  int save(
      @Parameters(paramLabel = "FILE", description = "Where to save it.") String name,
      @Option(
              names = "--from",
              paramLabel = "HOST:PORT",
              description =
                  "Save it from this node, whatever its role, to spare the leader: what was"
                      + " acknowledged lately may be missing. Default: the leader.")
          @Nullable String from,
      @Option(names = "--force", description = "Replace the file if it exists.") boolean force)
      throws IOException, InterruptedException {
    Path file = options.surroundings().path(name);
    if (Files.exists(file) && !force) {
      throw new CommandFailed(
          ExitCode.USAGE, file + " exists already; choose another name, or give --force");
    }
    String endpoint = from == null ? leader() : from;
    try (SnapshotCalls calls = new SnapshotCalls(endpoint)) {
      BackupHeader header = calls.save(file, from != null, this::showProgress);
      showBackup("saved", file, header, null);
    }
    return ExitCode.OK;
  }

  private long shownBytes;

  private void showProgress(long bytes) {
    if (bytes - shownBytes >= 64 * MEBIBYTE) {
      shownBytes = bytes;
      options.progress(bytes / MEBIBYTE + " MiB …");
    }
  }

  private String leader() throws InterruptedException {
    try (Nodes nodes = new Nodes(options.endpoints())) {
      return NodeView.leader(nodes.ask(options.timeout()))
          .map(NodeView::endpoint)
          .orElseThrow(
              () ->
                  new CommandFailed(
                      ExitCode.NO_QUORUM,
                      "no leader among "
                          + String.join(",", options.endpoints())
                          + "; --from HOST:PORT saves the state of one node as it is"));
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Check every byte of a backup, without a cluster.",
        "",
        "With --deep its state is unpacked beside the file and its hash is computed again from"
            + " every row, and its content hash, which leaves out the members: that of a node's"
            + " state after 'snapshot restore'. Exits with 1 if anything is damaged."
      })
  int verify(
      @Parameters(paramLabel = "FILE", description = "The backup.") String name,
      @Option(names = "--deep", description = "Compute the hash of the state again.") boolean deep)
      throws IOException {
    Path file = options.surroundings().path(name);
    try (BackupFile backup = BackupFile.open(file)) {
      List<String> defects = backup.verify();
      if (!defects.isEmpty()) {
        throw new CommandFailed(
            ExitCode.ERROR, file + " is damaged: " + String.join("; ", defects));
      }
      if (deep) {
        String contentHash = NewCluster.verifyDeeply(file, backup).contentHash();
        showBackup("whole, and its state has its hash:", file, backup.header(), contentHash);
      } else {
        showBackup("whole:", file, backup.header(), null);
      }
    }
    return ExitCode.OK;
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = {
        "Make a backup the beginning of a new cluster: lay out the folder of one of its nodes.",
        "",
        "Run it once for each node of the new cluster, with the same FILE, --cluster-id and"
            + " --members, before any of them is started. Keys and their history are those of the"
            + " backup. Revisions and fencing tokens go on from the time at which the new cluster"
            + " begins, above all that the old one can have given since; tokens and sessions of the"
            + " old one are refused. The folder must be empty, or not exist yet."
      })
  int restore(
      @Parameters(paramLabel = "FILE", description = "The backup.") String name,
      @Option(
              names = "--data",
              required = true,
              paramLabel = "FOLDER",
              description = "The node's new folder, as for 'palisade server'.")
          String data,
      @Option(
              names = "--node-id",
              required = true,
              paramLabel = "ID",
              description = "The node's id, one of the members'.")
          int nodeId,
      @Option(
              names = "--cluster-id",
              required = true,
              paramLabel = "ID",
              description = "The new cluster's id; not that of the old one.")
          long clusterId,
      @Option(
              names = "--members",
              required = true,
              paramLabel = "MEMBERS",
              description = "As for 'palisade server': ID=PEER_HOST:PORT,CLIENT_HOST:PORT;…")
          String members,
      @Mixin KeepRevisions revisions)
      throws IOException {
    Path file = options.surroundings().path(name);
    Path folder = options.surroundings().path(data);
    NewCluster cluster = new NewCluster(clusterId, nodeId, members, revisions.continuation());
    try (BackupFile backup = BackupFile.open(file)) {
      BackupHeader header = backup.header();
      if (header.clusterId() == clusterId) {
        throw new CommandFailed(
            ExitCode.USAGE,
            "--cluster-id "
                + clusterId
                + " is that of the cluster that was saved; give the new one another, so that nodes"
                + " of the two can never meet");
      }
      revisions.warn(options);
      warnOfClock(header.manifest().state().hlc());
      StateSummary state = cluster.restore(backup, folder);
      options.show(
          () ->
              json(header)
                  .put("content_hash", state.contentHash())
                  .put("folder", folder.toString())
                  .put("new_cluster_id", clusterId)
                  .put("node", nodeId)
                  .put("keeps_revisions", revisions.isKept()),
          () ->
              "restored revision %d (content hash %s) into %s%n"
                      .formatted(state.revision(), state.contentHash(), folder)
                  + cluster.fate()
                  + "%nstart it, when all nodes are restored, with:%n  ".formatted()
                  + cluster.startLine(folder)
                  + "\n");
    }
    return ExitCode.OK;
  }

  /** Where the tokens of the new cluster begin is a matter of its clocks. */
  private void warnOfClock(long lastHlc) {
    long behindMillis = (lastHlc >>> 16) - System.currentTimeMillis();
    if (behindMillis > 0) {
      options
          .surroundings()
          .err()
          .printf(
              "warning: the backup ends at %s, and this machine's clock is %,d ms before that; set"
                  + " the clocks of all nodes right before the first one is started%n",
              HlcText.show(lastHlc), behindMillis);
    }
  }

  /**
   * @param contentHash null when it was not computed
   */
  private void showBackup(
      String done, Path file, BackupHeader header, @Nullable String contentHash) {
    SnapshotManifest manifest = header.manifest();
    String content = contentHash == null ? "" : ", content hash " + contentHash;
    options.show(
        () -> {
          Json json = json(header).put("file", file.toString());
          return contentHash == null ? json : json.put("content_hash", contentHash);
        },
        () ->
            "%s %s: revision %d, entry %s, state hash %s%s, %,d bytes; of cluster %d, node %d, %s%n"
                .formatted(
                    done,
                    file,
                    manifest.state().revision(),
                    manifest.snapshot().lastIncluded(),
                    manifest.state().hash(),
                    content,
                    manifest.totalBytes(),
                    header.clusterId(),
                    header.node(),
                    HlcText.show(header.createdMillis() << 16)));
  }

  private static Json json(BackupHeader header) {
    SnapshotManifest manifest = header.manifest();
    return Json.object()
        .put("cluster_id", header.clusterId())
        .put("from_node", header.node())
        .put("created", HlcText.show(header.createdMillis() << 16))
        .put("revision", manifest.state().revision())
        .put("index", manifest.snapshot().lastIncluded().index())
        .put("term", manifest.snapshot().lastIncluded().term())
        .put("state_hash", manifest.state().hash())
        .put("time", HlcText.show(manifest.state().hlc()))
        .put("bytes", manifest.totalBytes())
        .put("parts", manifest.parts().size());
  }
}
