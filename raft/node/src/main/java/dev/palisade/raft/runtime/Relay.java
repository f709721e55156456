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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on what a replica tells, and lets the links follow the membership. Called by actors: what a
 * listener or a link throws is logged here and ends none of them. Errors, which leave the process
 * in no known state, pass.
 */
final class Relay implements ReplicaListener {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final ReplicaListener to;
  private final Consumer<Membership> links;

  Relay(ReplicaListener to, Consumer<Membership> links) {
    this.to = to;
    this.links = links;
  }

  @Override
  public void membershipChanged(Membership membership) {
    guarded("links", () -> links.accept(membership));
    guarded("membershipChanged", () -> to.membershipChanged(membership));
  }

  @Override
  public void roleChanged(Effect.RoleChanged change) {
    guarded("roleChanged", () -> to.roleChanged(change));
  }

  @Override
  public void removed() {
    guarded("removed", () -> to.removed());
  }

  @Override
  public void lossFound(EntryId promised, @Nullable LogDamage damage) {
    guarded("lossFound", () -> to.lossFound(promised, damage));
  }

  @Override
  public void promiseKept() {
    guarded("promiseKept", () -> to.promiseKept());
  }

  @Override
  public void contradicted(NodeId from, EntryId entry) {
    guarded("contradicted", () -> to.contradicted(from, entry));
  }

  @Override
  public void messageRefused(NodeId from, String why) {
    guarded("messageRefused", () -> to.messageRefused(from, why));
  }

  @Override
  public void statesCompared(StateComparison comparison) {
    guarded("statesCompared", () -> to.statesCompared(comparison));
  }

  @Override
  public void snapshotInstalled(Snapshot snapshot) {
    guarded("snapshotInstalled", () -> to.snapshotInstalled(snapshot));
  }

  @Override
  public void snapshotTaken(Snapshot snapshot) {
    guarded("snapshotTaken", () -> to.snapshotTaken(snapshot));
  }

  @Override
  public void clockRefused(NodeId from, long aheadMillis) {
    guarded("clockRefused", () -> to.clockRefused(from, aheadMillis));
  }

  @Override
  public void turnEnded() {
    guarded("turnEnded", () -> to.turnEnded());
  }

  private static void guarded(String what, Runnable told) {
    try {
      told.run();
    } catch (RuntimeException e) {
      LOG.error("{} failed and is passed over", what, e);
    }
  }
}
