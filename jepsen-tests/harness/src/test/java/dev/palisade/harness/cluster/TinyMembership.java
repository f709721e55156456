package dev.palisade.harness.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Members that are only written down, and who leads them; a vote is refused at first, as to one
 * that lags behind.
 */
public final class TinyMembership implements Membership {
  private final Map<Integer, Boolean> members = new TreeMap<>();
  private int refusals = 2;
  private int leader = 1;
  private Set<Integer> unwilling = Set.of();

  /** So many that are members from the beginning; the first leads. */
  public TinyMembership(int founders) {
    for (int node = 1; node <= founders; node++) {
      members.put(node, true);
    }
  }

  /** Those of now, and whether they have a vote. */
  public synchronized Map<Integer, Boolean> now() {
    return new TreeMap<>(members);
  }

  /** From now on these, by their numbers, do not take leadership over, and no others. */
  public synchronized void refuseLeadership(Set<Integer> nodes) {
    unwilling = Set.copyOf(nodes);
  }

  /** The number of the one that leads. */
  synchronized int leader() {
    return leader;
  }

  @Override
  public Optional<Map<Integer, Boolean>> members(NodePlan leader) {
    return Optional.of(now());
  }

  @Override
  public synchronized void add(NodePlan leader, NodePlan joining) {
    members.put(joining.member(), false);
  }

  @Override
  public synchronized void promote(NodePlan leader, int member) {
    if (refusals > 0) {
      refusals--;
      return;
    }
    members.put(member, true);
  }

  @Override
  public synchronized void remove(NodePlan leader, int member) {
    members.remove(member);
  }

  @Override
  public synchronized Optional<String> transfer(NodePlan from, NodePlan to) {
    if (unwilling.contains(to.number())) {
      return Optional.of("it is not willing");
    }
    leader = to.number();
    return Optional.empty();
  }

  @Override
  public void wipe(NodePlan node) {
    try {
      for (String file : List.of("data/log", "state/state")) {
        Files.deleteIfExists(node.directory().resolve(file));
      }
    } catch (IOException e) {
      throw new ClusterException("could not wipe " + node.directory(), e);
    }
  }
}
