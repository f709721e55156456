package dev.palisade.client;

import dev.palisade.proto.kv.StatusResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The state of one node as it told it, whatever its role. Immutable. */
public final class NodeStatus {
  private final StatusResponse response;

  NodeStatus(StatusResponse response) {
    this.response = response;
  }

  public int node() {
    return response.getNode();
  }

  public long clusterId() {
    return response.getClusterId();
  }

  /** "follower", "pre-candidate", "candidate" or "leader". */
  public String role() {
    return response.getRole();
  }

  public boolean leads() {
    return response.getRole().equals("leader");
  }

  public long term() {
    return response.getTerm();
  }

  /** The leader as this node knows it, 0 when it knows none. */
  public int leader() {
    return response.getLeader();
  }

  public long lastIndex() {
    return response.getLastIndex();
  }

  public long durableIndex() {
    return response.getDurableIndex();
  }

  public long commitIndex() {
    return response.getCommitIndex();
  }

  public long appliedIndex() {
    return response.getAppliedIndex();
  }

  public long revision() {
    return response.getRevision();
  }

  public long compactedRevision() {
    return response.getCompactedRevision();
  }

  /** The newest timestamp in the state. */
  public Hlc hlc() {
    return new Hlc(response.getHlc());
  }

  public List<Member> members() {
    return members(response.getMembersList());
  }

  static List<Member> members(List<dev.palisade.proto.kv.Member> members) {
    return members.stream()
        .map(
            member ->
                new Member(
                    member.getNode(),
                    member.getPeerEndpoint(),
                    member.getClientEndpoint(),
                    member.getVoter()))
        .collect(Collectors.toUnmodifiableList());
  }

  /** Whether a change of the membership is under way, and two majorities count. */
  public boolean joint() {
    return response.getJoint();
  }

  /** Ids of nodes that were removed; they are never used again. */
  public List<Integer> retired() {
    return List.copyOf(response.getRetiredList());
  }

  /**
   * Whether the node lacks what its disk lost, and is getting it from the others: meanwhile it
   * serves no reads of its own.
   */
  public boolean repairing() {
    return response.getRepairing();
  }

  /** The feature level at which the cluster works, as this node knows it. */
  public int featureLevel() {
    return response.getFeatureLevel();
  }

  /** The highest feature level that the node's program supports. */
  public int supportedFeatureLevel() {
    return response.getSupportedFeatureLevel();
  }

  /** What the last comparison of the members' states found; empty unless it leads and made one. */
  public Optional<ComparedStates> compared() {
    dev.palisade.proto.kv.ComparedStates found = response.getCompared();
    return response.hasCompared()
        ? Optional.of(
            new ComparedStates(
                found.getIndex(),
                List.copyOf(found.getEqualList()),
                List.copyOf(found.getDifferentList()),
                List.copyOf(found.getUnknownList())))
        : Optional.empty();
  }

  /** How far the others are, as this node sees them; empty unless it leads. */
  public List<PeerProgress> peers() {
    return response.getPeersList().stream()
        .map(
            peer ->
                new PeerProgress(
                    peer.getNode(), peer.getState(), peer.getMatchIndex(), peer.getNextIndex()))
        .collect(Collectors.toUnmodifiableList());
  }

  /** Of the program. */
  public String version() {
    return response.getVersion();
  }

  public Duration uptime() {
    return Duration.ofMillis(response.getUptimeMillis());
  }

  /** The state hash at the applied index, 16 bytes. */
  public Bytes stateHash() {
    return Bytes.of(response.getStateHash());
  }

  @Override
  public String toString() {
    return "node " + node() + ", " + role() + " in term " + term() + ", applied " + appliedIndex();
  }

  /**
   * A member of the cluster.
   *
   * @param peerEndpoint host:port for peers
   * @param clientEndpoint host:port for clients
   * @param voter otherwise a learner, which receives the log and decides nothing
   */
  public record Member(int node, String peerEndpoint, String clientEndpoint, boolean voter) {}

  /**
   * Which members' states are the same behind an entry, by their ids.
   *
   * @param index of the entry
   * @param equal whose state is that of a majority
   * @param different whose state is another one
   * @param unknown who did not say in time, or all if no majority agrees: neither right nor wrong
   */
  public record ComparedStates(
      long index, List<Integer> equal, List<Integer> different, List<Integer> unknown) {}

  /**
   * How far a peer is.
   *
   * @param state "probe", "replicate" or "snapshotting"
   */
  public record PeerProgress(int node, String state, long matchIndex, long nextIndex) {}
}
