package dev.palisade.harness.cluster;

import java.util.Map;
import java.util.Optional;

/**
 * What a system offers whose members can be changed while it runs. Members are named by {@link
 * NodePlan#member()}. Methods take a few seconds at most and never throw: what was refused, or
 * whose outcome is unknown, is asked again after a look at the members. Thread-safe.
 */
public interface Membership {
  /**
   * The members as the one that leads knows them.
   *
   * @param leader whom to ask
   * @return whether each has a vote; empty when there is no answer, and while a change that could
   *     still be taken back is under way
   */
  Optional<Map<Integer, Boolean>> members(NodePlan leader);

  /** Asks for a node to join, without a vote. It runs already. */
  void add(NodePlan leader, NodePlan joining);

  /** Asks for a member to have a vote; refused until it has caught up. */
  void promote(NodePlan leader, int member);

  /** Asks for a member to leave, for ever. */
  void remove(NodePlan leader, int member);

  /**
   * Hands leadership over.
   *
   * @return why that was not done, for people; empty when it was
   */
  Optional<String> transfer(NodePlan leader, NodePlan to);

  /** Deletes all that a node has written; it is down. */
  void wipe(NodePlan node);
}
