package dev.palisade.raft.runtime;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Effect;
import dev.palisade.raft.replica.ReplicaListener;
import java.util.function.Consumer;

/** Hands on what a replica tells, and lets the links follow the membership. */
final class Relay implements ReplicaListener {
  private final ReplicaListener to;
  private final Consumer<Membership> links;

  Relay(ReplicaListener to, Consumer<Membership> links) {
    this.to = to;
    this.links = links;
  }

  @Override
  public void membershipChanged(Membership membership) {
    links.accept(membership);
    to.membershipChanged(membership);
  }

  @Override
  public void roleChanged(Effect.RoleChanged change) {
    to.roleChanged(change);
  }

  @Override
  public void removed() {
    to.removed();
  }

  @Override
  public void snapshotInstalled(Snapshot snapshot) {
    to.snapshotInstalled(snapshot);
  }

  @Override
  public void snapshotTaken(Snapshot snapshot) {
    to.snapshotTaken(snapshot);
  }

  @Override
  public void clockRefused(NodeId from, long aheadMillis) {
    to.clockRefused(from, aheadMillis);
  }

  @Override
  public void turnEnded() {
    to.turnEnded();
  }
}
