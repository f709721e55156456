package dev.palisade.harness.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Members that are only written down; a vote is refused at first, as to one that lags behind. */
final class TinyMembership implements Membership {
  private final Map<Integer, Boolean> members = new TreeMap<>();
  private int refusals = 2;

  TinyMembership(int founders) {
    for (int node = 1; node <= founders; node++) {
      members.put(node, true);
    }
  }

  /** Those of now, and whether they have a vote. */
  synchronized Map<Integer, Boolean> now() {
    return new TreeMap<>(members);
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
  public boolean transfer(NodePlan leader, NodePlan to) {
    return leader.number() != to.number();
  }

  @Override
  public void wipe(NodePlan node) {
    Path log = node.directory().resolve("data").resolve("log");
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      throw new ClusterException("could not delete " + log, e);
    }
  }
}
