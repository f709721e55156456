package dev.palisade.cli.members;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import dev.palisade.client.MembershipChange;
import dev.palisade.client.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes who is a member of the cluster. */
@Command(
    name = "member",
    mixinStandardHelpOptions = true,
    description = {
      "Show and change the members of the cluster.",
      "",
      "A node is added as a learner: it receives the log and decides nothing. When it has caught up"
          + " it can be promoted, and votes. A node that was removed never comes back under its id.",
      "",
      "  palisade member add 4=10.0.0.4:7002,10.0.0.4:7001",
      "  palisade member promote 4",
      "  palisade member remove 1"
    })
public final class MemberCommand implements Runnable {
  private static final Duration CATCH_UP = Duration.ofMinutes(10);

  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the options of all commands. */
  public MemberCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what: list, add, promote, remove, replace or transfer");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the members as the leader knows them.")
  int list() throws InterruptedException {
    try (Members members = open()) {
      NodeStatus leader = members.leader();
      options.show(() -> json(leader), () -> table(leader).toString());
    }
    return ExitCode.OK;
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Add a node as a learner.",
        "",
        "Start it before or after, with --join=true, and with itself and some members as --members."
      })
  int add(
      @Parameters(
              paramLabel = "ID=PEER,CLIENT",
              description = "Id that was never used, and HOST:PORT for peers and for clients.")
          String node)
      throws InterruptedException {
    return change(adding(node));
  }

  @Command(
      name = "promote",
      mixinStandardHelpOptions = true,
      description = "Let a learner vote, as soon as it has caught up.")
  int promote(
      @Parameters(paramLabel = "NODE", description = "Id of the learner.") int node,
      @Option(names = "--no-wait", description = "Fail at once if it has not caught up.")
          boolean atOnce,
      @Mixin Force force)
      throws InterruptedException {
    MembershipChange change = force.apply(MembershipChange.none().promote(node));
    try (Members members = open()) {
      Duration patience = atOnce ? Duration.ZERO : CATCH_UP;
      return show(members.promote(change, node, patience, options::progress));
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Remove a member for good. It learns of it and stops.")
  int remove(
      @Parameters(paramLabel = "NODE", description = "Id of the member.") int node,
      @Mixin Force force)
      throws InterruptedException {
    return change(force.apply(MembershipChange.none().remove(node)));
  }

  @Command(
      name = "replace",
      mixinStandardHelpOptions = true,
      description = {
        "Put a new node in the place of a member.",
        "",
        "Adds it as a learner, waits until it has caught up, and then changes both in one step:"
            + " there is never a voter less."
      })
  int replace(
      @Parameters(paramLabel = "OLD", description = "Id of the member that leaves.") int old,
      @Parameters(paramLabel = "ID=PEER,CLIENT", description = "The node that takes its place.")
          String node,
      @Mixin Force force)
      throws InterruptedException {
    MembershipChange add = adding(node);
    int id = id(node);
    try (Members members = open()) {
      members.change(add);
      MembershipChange swap = force.apply(MembershipChange.none().promote(id).remove(old));
      return show(members.promote(swap, id, CATCH_UP, options::progress));
    }
  }

  @Command(
      name = "transfer",
      mixinStandardHelpOptions = true,
      description = "Hand leadership to another voter.")
  int transfer(
      @Parameters(
              paramLabel = "NODE",
              arity = "0..1",
              defaultValue = "0",
              description = "Id of the voter; without it, the one that is furthest.")
          int node)
      throws InterruptedException {
    try (Members members = open()) {
      int leader = members.transfer(node);
      options.show(() -> Json.object().put("leader", leader), () -> "node " + leader + " leads\n");
    }
    return ExitCode.OK;
  }

  private int change(MembershipChange change) throws InterruptedException {
    try (Members members = open()) {
      return show(members.change(change));
    }
  }

  private Members open() {
    return new Members(options.endpoints(), options.timeout());
  }

  private int show(List<NodeStatus.Member> members) {
    List<Json> json = new ArrayList<>();
    Table table = new Table("NODE", "VOTES", "PEERS", "CLIENTS");
    for (NodeStatus.Member member : members) {
      json.add(json(member));
      table.row(
          member.node(),
          member.voter() ? "yes" : "learns",
          member.peerEndpoint(),
          member.clientEndpoint());
    }
    options.show(() -> Json.object().put("members", json), table::toString);
    return ExitCode.OK;
  }

  private static Table table(NodeStatus leader) {
    Table table = new Table("NODE", "VOTES", "ROLE", "BEHIND", "PEERS", "CLIENTS");
    for (NodeStatus.Member member : leader.members()) {
      boolean leads = member.node() == leader.node();
      table.row(
          member.node(),
          member.voter() ? "yes" : "learns",
          leads ? "leader" : "follower",
          leads ? "-" : behind(leader, member.node()),
          member.peerEndpoint(),
          member.clientEndpoint());
    }
    return table;
  }

  private static String behind(NodeStatus leader, int node) {
    return leader.peers().stream()
        .filter(peer -> peer.node() == node)
        .map(
            peer ->
                peer.state().equals("snapshotting")
                    ? "gets a snapshot"
                    : String.format(Locale.ROOT, "%,d", leader.lastIndex() - peer.matchIndex()))
        .findFirst()
        .orElse("?");
  }

  private static Json json(NodeStatus leader) {
    List<Json> members = new ArrayList<>();
    leader.members().forEach(member -> members.add(json(member)));
    return Json.object()
        .put("leader", leader.node())
        .put("term", leader.term())
        .put("changing", leader.joint())
        .put("members", members)
        .put("retired", leader.retired());
  }

  private static Json json(NodeStatus.Member member) {
    return Json.object()
        .put("node", member.node())
        .put("voter", member.voter())
        .put("peer_endpoint", member.peerEndpoint())
        .put("client_endpoint", member.clientEndpoint());
  }

  private static MembershipChange adding(String node) {
    String[] endpoints = node.substring(node.indexOf('=') + 1).split(",", -1);
    if (endpoints.length != 2) {
      throw notOfTheForm(node);
    }
    return MembershipChange.none().add(id(node), endpoints[0], endpoints[1]);
  }

  private static int id(String node) {
    int equals = node.indexOf('=');
    if (equals < 1 || !node.substring(0, equals).matches("[0-9]{1,9}")) {
      throw notOfTheForm(node);
    }
    return Integer.parseInt(node.substring(0, equals));
  }

  private static CommandFailed notOfTheForm(String node) {
    return new CommandFailed(
        ExitCode.USAGE,
        "'"
            + node
            + "' is not of the form ID=PEER_HOST:PORT,CLIENT_HOST:PORT, as in"
            + " 4=10.0.0.4:7002,10.0.0.4:7001");
  }
}
