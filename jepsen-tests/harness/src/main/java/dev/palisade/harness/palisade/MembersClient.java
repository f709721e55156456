package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.NodeStatus;
import dev.palisade.client.NodeStatus.Member;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.Cluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Registers as keys, and who one node says the members are.
 *
 * <p>A node tells the last membership in its log, which another leader may still take back. It is
 * certainly committed when the node, asked again, tells a later end of its log and then a commit
 * index at or behind that end, all in one term and with the same membership: it stands before that
 * end, and nothing is taken back up to the commit index.
 */
final class MembersClient implements Client {
  private static final int LOOKS = 12;
  private static final long PAUSE_MILLIS = 20;

  private final PalisadeClient client;
  private final RegisterClient registers;
  private final Cluster cluster;

  MembersClient(PalisadeClient client, Cluster cluster) {
    this.client = client;
    this.registers = new RegisterClient(client);
    this.cluster = cluster;
  }

  @Override
  public Completion invoke(Operation operation) throws InterruptedException {
    if (!operation.f().equals("members")) {
      return registers.invoke(operation);
    }
    ChosenNode node = ChosenNode.of(cluster, operation).orElse(null);
    if (node == null) {
      return Completion.fail(null, "the node is down");
    }
    try {
      return members(node);
    } catch (PalisadeException unanswered) {
      return Completion.fail(null, String.valueOf(unanswered.getMessage()));
    }
  }

  private Completion members(ChosenNode node) throws InterruptedException {
    String endpoint = cluster.clientAddress(node.node()).toString();
    NodeStatus first = client.nodes().status(endpoint);
    boolean isCertain = isCommitted(first, endpoint);
    if (!node.lives(cluster)) {
      return Completion.fail(null, "its process ended meanwhile");
    }
    Map<String, Object> noted = new LinkedHashMap<>();
    noted.put("node", (long) node.node());
    noted.put("life", node.life());
    noted.put("statusTerm", first.term());
    noted.put("leads", first.leads());
    noted.put("joint", first.joint());
    noted.put("certain", isCertain);
    return new Completion(OpType.OK, told(first), noted);
  }

  /**
   * A node tells the end of its log as of a turn that may have begun before its membership changed,
   * so an end counts only when it is another one than at first.
   */
  private boolean isCommitted(NodeStatus first, String endpoint) throws InterruptedException {
    long end = -1;
    for (int look = 0; look < LOOKS; look++) {
      NodeStatus now = client.nodes().status(endpoint);
      if (now.term() != first.term() || !told(now).equals(told(first))) {
        return false;
      }
      if (end < 0 && now.lastIndex() > first.lastIndex()) {
        end = now.lastIndex();
      }
      if (end >= 0 && now.commitIndex() >= end) {
        return true;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return false;
  }

  private static List<Object> told(NodeStatus status) {
    return List.of(
        status.members().stream().map(member -> (long) member.node()).sorted().toList(),
        status.members().stream()
            .filter(Member::voter)
            .map(member -> (long) member.node())
            .sorted()
            .toList(),
        status.retired().stream().map(Integer::longValue).sorted().toList());
  }

  @Override
  public void close() {
    client.close();
  }
}
