package dev.palisade.cli.members;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.client.ChangeRefusedException;
import dev.palisade.client.MembershipChange;
import dev.palisade.client.NodeStatus;
import dev.palisade.client.NotLeaderException;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.RefusedException;
import dev.palisade.client.UnknownOutcomeException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Changes of the membership, asked of whoever leads. Finds the leader among the endpoints and the
 * members that they name, and asks again when it changes. Not thread-safe.
 */
public final class Members implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  private final PalisadeClient client;
  private final Set<String> endpoints;
  private final Duration timeout;

  /**
   * @param endpoints of some members, for clients
   * @param timeout of one question, and of the search for a leader
   */
  public Members(List<String> endpoints, Duration timeout) {
    this.endpoints = new LinkedHashSet<>(endpoints);
    this.timeout = timeout;
    client = PalisadeClient.builder().endpoints(endpoints).timeout(timeout).build();
  }

  /**
   * How the leader sees the cluster.
   *
   * @throws CommandFailed when no leader is found in time
   */
  public NodeStatus leader() throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<NodeStatus> found = askForLeader();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new CommandFailed(
            ExitCode.NO_QUORUM, "no quorum: no leader found among " + String.join(", ", endpoints));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /**
   * The ids of all nodes that are or were members.
   *
   * @throws CommandFailed when no leader is found in time
   */
  public Set<Integer> usedIds() throws InterruptedException {
    NodeStatus leader = leader();
    Set<Integer> used = new TreeSet<>(leader.retired());
    leader.members().forEach(member -> used.add(member.node()));
    return used;
  }

  private Optional<NodeStatus> askForLeader() {
    NodeStatus newest = null;
    for (String endpoint : List.copyOf(endpoints)) {
      try {
        NodeStatus status = client.nodes().status(endpoint);
        status.members().stream()
            .map(NodeStatus.Member::clientEndpoint)
            .filter(text -> !text.isEmpty())
            .forEach(endpoints::add);
        if (status.leads() && (newest == null || status.term() > newest.term())) {
          newest = status;
        }
      } catch (RefusedException silent) {
        continue; // Another may know.
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * Changes the membership.
   *
   * @return all members then
   * @throws ChangeRefusedException if the cluster refuses
   */
  public List<NodeStatus.Member> change(MembershipChange change) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      String endpoint = endpointOf(leader());
      try {
        return client.nodes().changeMembership(endpoint, change);
      } catch (NotLeaderException moved) {
        if (System.nanoTime() - deadline >= 0) {
          throw moved;
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /**
   * Lets a learner vote, once it has caught up.
   *
   * @param patience how long to wait for that
   * @param progress hears now and then how far it is
   */
  public List<NodeStatus.Member> promote(
      MembershipChange change, int learner, Duration patience, Consumer<String> progress)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    String told = "";
    while (true) {
      try {
        return change(change);
      } catch (ChangeRefusedException | UnknownOutcomeException notYet) {
        NodeStatus leader = leader();
        if (isVoter(leader, learner)) {
          return leader.members();
        }
        if (System.nanoTime() - deadline >= 0 || isRetired(leader, learner)) {
          throw notYet;
        }
        String now = behind(leader, learner);
        if (!now.equals(told)) {
          progress.accept(now);
          told = now;
        }
        Thread.sleep(4 * POLL_MILLIS);
      }
    }
  }

  /** Hands leadership over; 0 for whoever is furthest. Returns the new leader. */
  public int transfer(int to) throws InterruptedException {
    return client.nodes().transferLeadership(endpointOf(leader()), to).leader();
  }

  private static boolean isVoter(NodeStatus leader, int node) {
    return leader.members().stream().anyMatch(member -> member.node() == node && member.voter());
  }

  private static boolean isRetired(NodeStatus leader, int node) {
    return leader.retired().contains(node);
  }

  /** How far a node is behind its leader, in words. */
  static String behind(NodeStatus leader, int node) {
    return leader.peers().stream()
        .filter(peer -> peer.node() == node)
        .findFirst()
        .map(
            peer ->
                peer.state().equals("snapshotting")
                    ? "node " + node + " gets a snapshot …"
                    : "node %d is %,d entries behind …"
                        .formatted(node, leader.lastIndex() - peer.matchIndex()))
        .orElse("node " + node + " is not known to the leader yet …");
  }

  private static String endpointOf(NodeStatus leader) {
    return leader.members().stream()
        .filter(member -> member.node() == leader.node())
        .map(NodeStatus.Member::clientEndpoint)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailed(
                    ExitCode.UNHEALTHY, "the leader, node " + leader.node() + ", is leaving"));
  }

  @Override
  public void close() {
    client.close();
  }
}
