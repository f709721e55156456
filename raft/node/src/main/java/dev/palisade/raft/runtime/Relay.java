package dev.palisade.raft.runtime;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Effect;
import dev.palisade.raft.log.LogDamage;
import dev.palisade.raft.replica.ReplicaListener;
import dev.palisade.raft.replica.StateComparison;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  public void lossFound(EntryId promised, @Nullable LogDamage damage) {
    to.lossFound(promised, damage);
  }

  @Override
  public void promiseKept() {
    to.promiseKept();
  }

  @Override
  public void contradicted(NodeId from, EntryId entry) {
    to.contradicted(from, entry);
  }

  @Override
  public void statesCompared(StateComparison comparison) {
    to.statesCompared(comparison);
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
