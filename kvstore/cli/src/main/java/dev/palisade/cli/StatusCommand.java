package dev.palisade.cli;

import dev.palisade.cli.nodes.NodeView;
import dev.palisade.cli.nodes.Nodes;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.proto.kv.ComparedStates;
import dev.palisade.proto.kv.StatusResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Asks every node how it is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show role, term, log positions, revision and time of every node.",
      "",
      "LAG is how many committed entries the node has not applied yet. Exits with 5 when there is no"
          + " leader or a node cannot be reached."
    })
final class StatusCommand implements Callable<Integer> {
  private final GlobalOptions options;

  StatusCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<NodeView> views;
    try (Nodes nodes = new Nodes(options.endpoints())) {
      views = nodes.ask(options.timeout());
    }
    return report(options, views);
  }

  /** Shows the nodes and returns the exit code. */
  static int report(GlobalOptions options, List<NodeView> views) {
    Optional<String> problem = NodeView.problem(views);
    options.show(() -> json(views, problem), () -> table(views).toString());
    if (problem.isEmpty()) {
      return ExitCode.OK;
    }
    throw new CommandFailed(ExitCode.UNHEALTHY, problem.get());
  }

  private static Table table(List<NodeView> views) {
    Table table =
        new Table(
            "NODE", "ENDPOINT", "ROLE", "TERM", "COMMIT", "APPLIED", "LAG", "REVISION", "HLC");
    for (NodeView view : views) {
      if (view.status().isEmpty()) {
        table.row("-", view.endpoint(), view.problem(), "-", "-", "-", "-", "-", "-");
        continue;
      }
      StatusResponse status = view.status().get();
      table.row(
          status.getNode(),
          view.endpoint(),
          status.getRole() + (status.getRepairing() ? ", repairing" : ""),
          status.getTerm(),
          status.getCommitIndex(),
          status.getAppliedIndex(),
          lag(views, status),
          status.getRevision(),
          HlcText.show(status.getHlc()));
    }
    return table;
  }

  private static Json json(List<NodeView> views, Optional<String> problem) {
    List<Json> nodes = new ArrayList<>();
    for (NodeView view : views) {
      Json node = Json.object().put("endpoint", view.endpoint());
      nodes.add(node.put("reachable", view.status().isPresent()));
      if (view.status().isEmpty()) {
        node.put("problem", view.problem());
        continue;
      }
      StatusResponse status = view.status().get();
      node.put("node", status.getNode())
          .put("role", status.getRole())
          .put("term", status.getTerm())
          .put("leader", status.getLeader())
          .put("last_index", status.getLastIndex())
          .put("durable_index", status.getDurableIndex())
          .put("commit_index", status.getCommitIndex())
          .put("applied_index", status.getAppliedIndex())
          .put("lag", lag(views, status))
          .put("revision", status.getRevision())
          .put("repairing", status.getRepairing())
          .put("compared", status.hasCompared() ? compared(status.getCompared()) : null)
          .put("hlc", Long.toUnsignedString(status.getHlc()))
          .put("time", HlcText.show(status.getHlc()))
          .put("version", status.getVersion())
          .put("feature_level", status.getFeatureLevel())
          .put("supported_feature_level", status.getSupportedFeatureLevel())
          .put("uptime_millis", status.getUptimeMillis());
    }
    return Json.object()
        .put("healthy", problem.isEmpty())
        .put("problem", problem.orElse(null))
        .put("nodes", nodes);
  }

  private static Json compared(ComparedStates states) {
    return Json.object()
        .put("index", states.getIndex())
        .put("equal", states.getEqualList())
        .put("different", states.getDifferentList())
        .put("unknown", states.getUnknownList());
  }

  /** Committed entries, as far as any node knows, that this one has not applied. */
  private static long lag(List<NodeView> views, StatusResponse status) {
    long committed =
        views.stream()
            .flatMap(view -> view.status().stream())
            .mapToLong(StatusResponse::getCommitIndex)
            .max()
            .orElse(0);
    return Math.max(0, committed - status.getAppliedIndex());
  }
}
