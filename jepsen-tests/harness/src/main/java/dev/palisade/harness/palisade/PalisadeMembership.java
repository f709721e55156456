package dev.palisade.harness.palisade;

import dev.palisade.client.MembershipChange;
import dev.palisade.client.NodeStatus;
import dev.palisade.client.Nodes;
import dev.palisade.client.PalisadeException;
import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.cluster.Membership;
import dev.palisade.harness.cluster.NodePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Changes the members of a cluster of Palisade's servers. Thread-safe. */
final class PalisadeMembership implements Membership {
  private final Function<NodePlan, Nodes> calls;
  private final Function<NodePlan, Path> data;

  /**
   * @param calls how to call the node of a plan
   * @param data where it keeps what it writes
   */
  PalisadeMembership(Function<NodePlan, Nodes> calls, Function<NodePlan, Path> data) {
    this.calls = calls;
    this.data = data;
  }

  @Override
  public Optional<Map<Integer, Boolean>> members(NodePlan leader) {
    try {
      NodeStatus status = calls.apply(leader).status(leader.client().toString());
      if (!status.leads() || status.joint()) {
        return Optional.empty(); // While two majorities count, either end is possible.
      }
      Map<Integer, Boolean> members = new TreeMap<>();
      status.members().forEach(member -> members.put(member.node(), member.voter()));
      return Optional.of(members);
    } catch (PalisadeException unanswered) {
      return Optional.empty();
    }
  }

  @Override
  public void add(NodePlan leader, NodePlan joining) {
    change(
        leader,
        MembershipChange.none()
            .add(joining.member(), joining.peerBind().toString(), joining.client().toString()));
  }

  @Override
  public void promote(NodePlan leader, int member) {
    change(leader, MembershipChange.none().promote(member));
  }

  @Override
  public void remove(NodePlan leader, int member) {
    change(leader, MembershipChange.none().remove(member));
  }

  private void change(NodePlan leader, MembershipChange change) {
    try {
      calls.apply(leader).changeMembership(leader.client().toString(), change);
    } catch (PalisadeException notNow) {
      // Whether it was done is seen at the next look.
    }
  }

  @Override
  public Optional<String> transfer(NodePlan leader, NodePlan to) {
    try {
      calls.apply(leader).transferLeadership(leader.client().toString(), to.member());
      return Optional.empty();
    } catch (PalisadeException notNow) {
      return Optional.of(String.valueOf(notNow.getMessage()));
    }
  }

  @Override
  public void wipe(NodePlan node) {
    Path root = data.apply(node);
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new ClusterException("could not delete " + root, e);
    }
  }
}
