package dev.palisade.cli.backup;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.raft.EntryId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a new cluster with what one node has left of an old one. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = {
      "Begin a new cluster with the data of one node of a lost one. The last resort.",
      "",
      "For when a majority of the nodes is gone for good and there is no backup that is newer. The"
          + " node's data is only read; a new folder is laid out, for a new cluster of this one"
          + " node. 'palisade member add' then adds others, with empty folders.",
      "",
      "WARNING. What was acknowledged but had not reached this node is lost, without a trace: keys"
          + " may go back to what they were. What had reached this node without ever being"
          + " acknowledged takes effect. All nodes of the old cluster must stay stopped for ever."
          + " Revisions and fencing tokens go on from the time at which the new cluster begins,"
          + " above all that the old one can have given; tokens and sessions of the old one are"
          + " refused."
    })
public final class RecoverCommand implements Callable<Integer> {
  private static final String PHRASE = "force new cluster";

  private final GlobalOptions options;

  @Option(
      names = "--force-new-cluster",
      required = true,
      description = "Says that you know what this is.")
  private boolean force;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of the node that is left; the node must be stopped.")
  private String data = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "The new node's folder, which is empty or does not exist yet.")
  private String target = "";

  @Option(
      names = "--node-id",
      required = true,
      paramLabel = "ID",
      description = "The new node's id.")
  private int nodeId;

  @Option(
      names = "--cluster-id",
      required = true,
      paramLabel = "ID",
      description = "The new cluster's id; not that of the old one.")
  private long clusterId;

  @Option(
      names = "--members",
      required = true,
      paramLabel = "MEMBER",
      description = "The new node alone: ID=PEER_HOST:PORT,CLIENT_HOST:PORT.")
  private String members = "";

  @Mixin private KeepRevisions revisions = new KeepRevisions();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  public RecoverCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws IOException {
    NewCluster cluster = new NewCluster(clusterId, nodeId, members, revisions.continuation());
    if (cluster.size() != 1) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--members names "
              + cluster.size()
              + " nodes; a recovered cluster begins with one, and 'palisade member add' adds the"
              + " others: empty nodes could outvote the one that has the data");
    }
    revisions.warn(options);
    confirm();
    Path from = options.surroundings().path(data);
    Path to = options.surroundings().path(target);
    Survivor.Recovered recovered = Survivor.recover(from, to, cluster, clusterId);
    EntryId applied = recovered.applied();
    options.show(
        () ->
            Json.object()
                .put("folder", to.toString())
                .put("old_cluster_id", recovered.old().clusterId())
                .put("old_node", recovered.old().node().value())
                .put("new_cluster_id", clusterId)
                .put("node", nodeId)
                .put("state_from", recovered.source())
                .put("replayed_entries", recovered.replayed())
                .put("index", applied.index())
                .put("revision", recovered.revision())
                .put("keeps_revisions", revisions.isKept()),
        () ->
            "recovered %s of cluster %d into %s: revision %d, entry %s (state from %s, %d entries of the log replayed)%n"
                    .formatted(
                        recovered.old().node(),
                        recovered.old().clusterId(),
                        to,
                        recovered.revision(),
                        applied,
                        recovered.source(),
                        recovered.replayed())
                + cluster.fate()
                + "%nnever start a node of the old cluster again; start the new one with:%n  "
                    .formatted()
                + cluster.startLine(to)
                + "\n");
    return ExitCode.OK;
  }

  private void confirm() throws IOException {
    if (yes) {
      return;
    }
    if (!options.surroundings().isTerminal()) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "this gives up what was acknowledged and has not reached this node; read 'palisade"
              + " recover --help', and give --yes if that is what you want");
    }
    options
        .surroundings()
        .err()
        .println(
            "This gives up what was acknowledged and has not reached this node. All nodes of the"
                + " old cluster must stay stopped for ever.");
    options.surroundings().err().print("Type '" + PHRASE + "' to go on: ");
    options.surroundings().err().flush();
    String typed =
        new BufferedReader(
                new InputStreamReader(options.surroundings().in(), StandardCharsets.UTF_8))
            .readLine();
    if (typed == null || !typed.strip().equals(PHRASE)) {
      throw new CommandFailed(ExitCode.USAGE, "not confirmed; nothing was done");
    }
  }
}
