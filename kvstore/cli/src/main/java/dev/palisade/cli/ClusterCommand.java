package dev.palisade.cli;

import dev.palisade.cli.local.ClusterFile;
import dev.palisade.cli.local.FolderLock;
import dev.palisade.cli.local.Lifetime;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ProcessIdentity.Life;
import dev.palisade.cli.members.Force;
import dev.palisade.cli.members.Members;
import dev.palisade.cli.nodes.NodeView;
import dev.palisade.cli.nodes.Nodes;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.client.MembershipChange;
import dev.palisade.proto.kv.StatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a cluster of real processes on this machine. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Run a cluster of real processes on this machine.",
      "",
      "Its folder (--dir) holds the data, the logs and cluster.properties with ports and process"
          + " ids. The nodes outlive the command and the terminal; 'palisade cluster down' stops"
          + " them."
    })
final class ClusterCommand implements Runnable {
  private static final Duration CATCH_UP = Duration.ofMinutes(10);
  private static final long LEAVE_MILLIS = 5_000;
  private static final Duration START = Duration.ofSeconds(60);

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  ClusterCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what: up, down, status, kill, pause, resume or restart");
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = {
        "Start a cluster and wait for its leader.",
        "",
        "A cluster that is there already is kept: its stopped nodes are started, its paused nodes go"
            + " on."
      })
  int up(
      @Option(
              names = "--nodes",
              paramLabel = "N",
              description = "3 or 5 nodes, for a new cluster (default: 3).")
          @Nullable Integer nodes)
      throws IOException, InterruptedException {
    if (nodes != null && nodes != 1 && nodes != 3 && nodes != 5) {
      throw new CommandFailed(ExitCode.USAGE, "--nodes is " + nodes + "; a cluster has 3 or 5");
    }
    try (FolderLock lock = FolderLock.take(options.folder())) {
      Optional<LocalCluster> existing = LocalCluster.find(options.folder(), Lifetime.DETACHED);
      LocalCluster cluster =
          existing.isPresent()
              ? existing.get()
              : LocalCluster.create(options.folder(), nodes == null ? 3 : nodes, Lifetime.DETACHED);
      int size = cluster.file().there().size();
      if (nodes != null && nodes != size) {
        throw new CommandFailed(
            ExitCode.USAGE,
            "the cluster in "
                + options.folder()
                + " has "
                + size
                + " nodes, not "
                + nodes
                + "; remove it first with 'palisade cluster down --wipe'");
      }
      for (ClusterFile.Node node : cluster.file().there()) {
        if (cluster.life(node.number()) == Life.PAUSED) {
          cluster.resume(node.number());
        }
      }
      List<Integer> started = LocalClusterStart.startAll(cluster);
      options.progress("waiting for a leader …");
      int leader = LocalClusterStart.awaitLeader(cluster, START);
      String verb =
          started.isEmpty() ? "runs already" : started.size() == size ? "is up" : "is whole again";
      options.show(
          () ->
              Json.object()
                  .put("folder", cluster.folder().toString())
                  .put("nodes", size)
                  .put("started", started)
                  .put("leader", leader)
                  .put("endpoints", cluster.file().clientEndpoints()),
          () ->
              "cluster of "
                  + size
                  + " "
                  + verb
                  + ", node "
                  + leader
                  + " leads\n"
                  + "endpoints "
                  + String.join(",", cluster.file().clientEndpoints())
                  + "\n");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "down",
      mixinStandardHelpOptions = true,
      description = "Stop all nodes. Their data stays, unless --wipe.")
  int down(
      @Option(names = "--wipe", description = "Remove all data of the cluster too.") boolean wipe)
      throws IOException, InterruptedException {
    if (!Files.isDirectory(options.folder())) {
      throw none();
    }
    try (FolderLock lock = FolderLock.take(options.folder())) {
      LocalCluster cluster = open();
      cluster.stopAll();
      if (wipe) {
        cluster.wipe();
      }
      String text = wipe ? "stopped and removed" : "stopped; its data is in " + cluster.folder();
      options.show(
          () -> Json.object().put("folder", cluster.folder().toString()).put("wiped", wipe),
          () -> "cluster " + text + "\n");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = {
        "Show the nodes' processes and roles.",
        "",
        "Exits with 5 when a node does not run or there is no leader."
      })
  int status() throws IOException, InterruptedException {
    LocalCluster cluster = open();
    List<NodeView> views;
    try (Nodes nodes = new Nodes(cluster.file().clientEndpoints())) {
      views = nodes.ask(Duration.ofSeconds(1));
    }
    Table table = new Table("NODE", "PROCESS", "PID", "ROLE", "TERM", "CLIENTS", "PEERS");
    List<Json> json = new ArrayList<>();
    List<ClusterFile.Node> there = cluster.file().there();
    for (int i = 0; i < there.size(); i++) {
      ClusterFile.Node node = there.get(i);
      Life life = cluster.life(node.number());
      String process = life == Life.GONE ? "stopped" : life.name().toLowerCase(Locale.ROOT);
      String pid = life == Life.GONE ? "-" : Long.toString(node.process().orElseThrow().pid());
      Optional<StatusResponse> answer = views.get(i).status();
      String role = answer.map(StatusResponse::getRole).orElse("-");
      String term = answer.map(status -> Long.toString(status.getTerm())).orElse("-");
      table.row(
          node.number(), process, pid, role, term, node.clientEndpoint(), node.peerEndpoint());
      json.add(
          Json.object()
              .put("node", node.number())
              .put("process", process)
              .put("pid", life == Life.GONE ? null : node.process().orElseThrow().pid())
              .put("role", answer.map(StatusResponse::getRole).orElse(null))
              .put("term", answer.map(StatusResponse::getTerm).orElse(null))
              .put("client_endpoint", node.clientEndpoint())
              .put("peer_endpoint", node.peerEndpoint())
              .put("log", cluster.logFile(node.number()).toString()));
    }
    Optional<String> problem = NodeView.problem(views);
    options.show(
        () -> Json.object().put("healthy", problem.isEmpty()).put("nodes", json), table::toString);
    problem.ifPresent(
        text -> {
          throw new CommandFailed(ExitCode.UNHEALTHY, text);
        });
    return ExitCode.OK;
  }

  @Command(
      name = "kill",
      mixinStandardHelpOptions = true,
      description = "Kill a node with SIGKILL, as a crash would.")
  int kill(@Parameters(paramLabel = "NODE", description = "Number of the node.") int node)
      throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.take(existingFolder())) {
      return act(node, open().kill(node), "killed");
    }
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Freeze a node with SIGSTOP, as a long pause would.")
  int pause(@Parameters(paramLabel = "NODE", description = "Number of the node.") int node)
      throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.take(existingFolder())) {
      return act(node, open().pause(node), "paused");
    }
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Let a paused node go on.")
  int resume(@Parameters(paramLabel = "NODE", description = "Number of the node.") int node)
      throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.take(existingFolder())) {
      return act(node, open().resume(node), "resumed");
    }
  }

  @Command(
      name = "restart",
      mixinStandardHelpOptions = true,
      description = "Stop a node if it runs, start it, and wait until it follows a leader.")
  int restart(@Parameters(paramLabel = "NODE", description = "Number of the node.") int node)
      throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.take(existingFolder())) {
      LocalCluster cluster = open();
      cluster.stop(node);
      boolean started = cluster.start(node);
      if (hasQuorum(cluster)) {
        LocalClusterStart.awaitLeader(cluster, START);
      }
      return act(node, started, "restarted");
    }
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Start one node more, add it to the cluster, and let it vote.",
        "",
        "It gets the next number that no node of the cluster ever had. With --learner it only receives the log."
      })
  int add(@Option(names = "--learner", description = "Do not let it vote.") boolean learner)
      throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.take(existingFolder())) {
      LocalCluster cluster = open();
      try (Members members = new Members(cluster.file().clientEndpoints(), options.timeout())) {
        // Nothing is laid out where no leader could be told of it.
        int number = cluster.add(members.usedIds());
        cluster.start(number);
        ClusterFile.Node node = cluster.file().node(number);
        options.progress("adding node " + number + " …");
        members.change(
            MembershipChange.none().add(number, node.peerEndpoint(), node.clientEndpoint()));
        if (!learner) {
          members.promote(
              MembershipChange.none().promote(number), number, CATCH_UP, options::progress);
        }
        options.show(
            () ->
                Json.object()
                    .put("node", number)
                    .put("voter", !learner)
                    .put("client_endpoint", node.clientEndpoint())
                    .put("peer_endpoint", node.peerEndpoint()),
            () -> "node " + number + (learner ? " learns\n" : " is added and votes\n"));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = {
        "Remove a node from the cluster for good, and stop it.",
        "",
        "Its data stays unless --delete; nobody needs it any more."
      })
  int remove(
      @Parameters(paramLabel = "NODE", description = "Number of the node.") int node,
      @Option(names = "--delete", description = "Delete its data and log.") boolean delete,
      @Mixin Force force)
      throws IOException, InterruptedException {
    try (FolderLock lock = FolderLock.take(existingFolder())) {
      LocalCluster cluster = open();
      if (!cluster.file().node(node).isThere()) {
        throw new CommandFailed(ExitCode.ERROR, "node " + node + " was removed before");
      }
      try (Members members = new Members(cluster.file().clientEndpoints(), options.timeout())) {
        boolean isMember =
            members.leader().members().stream().anyMatch(member -> member.node() == node);
        if (isMember) {
          members.change(force.apply(MembershipChange.none().remove(node)));
        }
      }
      cluster.removed(node);
      // It stops by itself when it learns of it, unless it is cut off or paused.
      if (!cluster.awaitEnd(node, LEAVE_MILLIS)) {
        cluster.stop(node);
      }
      if (delete) {
        cluster.delete(node);
      }
      return act(node, true, delete ? "removed and deleted" : "removed");
    }
  }

  private static boolean hasQuorum(LocalCluster cluster) {
    List<ClusterFile.Node> nodes = cluster.file().there();
    long running =
        nodes.stream().filter(node -> cluster.life(node.number()) == Life.RUNNING).count();
    return running > nodes.size() / 2;
  }

  private int act(int node, boolean done, String verb) {
    if (!done) {
      throw new CommandFailed(
          ExitCode.ERROR, "node " + node + " does not run; 'palisade cluster up' starts it");
    }
    options.show(
        () -> Json.object().put("node", node).put("done", verb),
        () -> "node " + node + " " + verb + "\n");
    return ExitCode.OK;
  }

  private java.nio.file.Path existingFolder() {
    if (!Files.isDirectory(options.folder())) {
      throw none();
    }
    return options.folder();
  }

  private LocalCluster open() throws IOException {
    return LocalCluster.find(options.folder(), Lifetime.DETACHED).orElseThrow(this::none);
  }

  private CommandFailed none() {
    return new CommandFailed(
        ExitCode.ERROR,
        "there is no cluster in " + options.folder() + "; start one with 'palisade cluster up'");
  }
}
