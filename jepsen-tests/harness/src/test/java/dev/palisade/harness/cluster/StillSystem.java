package dev.palisade.harness.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A system of processes that do nothing at all, so that many are started in no time. */
public final class StillSystem implements SystemUnderTest {
  private final int leader;

  /**
   * One whose members can change.
   *
   * @param leader the number of the node that leads; 0 for none
   */
  public StillSystem(int leader) {
    this.leader = leader;
  }

  @Override
  public String name() {
    return "still";
  }

  @Override
  public Optional<String> whyNotHere() {
    return Optional.empty();
  }

  @Override
  public Optional<Membership> membership() {
    return Optional.of(new TinyMembership(0));
  }

  @Override
  public List<String> command(NodePlan node, List<NodePlan> all) {
    return List.of("sleep", "1000");
  }

  @Override
  public NodeView observe(NodePlan node) {
    String role = node.number() == leader ? "LEADER" : "FOLLOWER";
    return new NodeView(true, role, 1, leader, 0, 0);
  }

  @Override
  public Path logDirectory(NodePlan node) {
    return node.directory().resolve("data");
  }

  @Override
  public Path stateDirectory(NodePlan node) {
    return node.directory().resolve("state");
  }
}
