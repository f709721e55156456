package dev.palisade.harness.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A replicated system that can be put under test: how to start one node of it, and how to look at
 * one. Implement it to test another system. Methods are called from several threads.
 */
public interface SystemUnderTest {
  /** One word, as {@code palisade} or {@code etcd}. */
  String name();

  /** Why it cannot be run here and what to do about it; empty when it can. */
  Optional<String> whyNotHere();

  /**
   * The command that starts a node in the foreground, the program first. It is used for the first
   * start and for all later ones.
   */
  List<String> command(NodePlan node, List<NodePlan> all);

  /** What its processes need in their environment besides what this process has. */
  default Map<String, String> environment(NodePlan node) {
    return Map.of();
  }

  /**
   * How a node sees itself. Never throws and takes a second at most: what does not answer is {@link
   * NodeView#unreachable()}.
   */
  NodeView observe(NodePlan node);

  /** Whether a node serves clients now; never throws and takes a second at most. */
  default boolean ready(NodePlan node) {
    NodeView view = observe(node);
    return view.reachable() && view.leader() != 0;
  }

  /** How its members are changed; empty when they cannot be. */
  default Optional<Membership> membership() {
    return Optional.empty();
  }

  /** Attacks through its own interfaces; empty when none are known. */
  default Optional<Attacks> attacks() {
    return Optional.empty();
  }

  /** Where a node keeps its log. */
  Path logDirectory(NodePlan node);

  /** Where a node keeps its state. */
  Path stateDirectory(NodePlan node);
}
