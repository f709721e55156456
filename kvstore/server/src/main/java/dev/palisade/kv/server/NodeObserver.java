package dev.palisade.kv.server;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.Effect.RoleChanged;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.log.LogDamage;
import dev.palisade.raft.replica.ReplicaListener;
import dev.palisade.raft.replica.StateComparison;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the replica: tells those who need to know, and the log. */
final class NodeObserver implements ReplicaListener {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.node");

  private final Leadership leadership;
  private final SessionKeeper sessions;
  private final ClientLoop clients;
  private final Runnable removed;
  private RoleName lastRole = RoleName.FOLLOWER;
  private long clockRefusals;
  private long contradictions;
  private long refusedMessages;

  /**
   * @param removed runs when this node is no member any more; must not block
   */
  NodeObserver(
      Leadership leadership, SessionKeeper sessions, ClientLoop clients, Runnable removed) {
    this.leadership = leadership;
    this.sessions = sessions;
    this.clients = clients;
    this.removed = removed;
  }

  @Override
  public void roleChanged(RoleChanged change) {
    leadership.changed(change, System.nanoTime());
    boolean led = lastRole == RoleName.LEADER;
    boolean leads = change.role() == RoleName.LEADER;
    if (led != leads) {
      sessions.leadershipChanged();
    }
    lastRole = change.role();
    NodeId leader = change.leader();
    if (leads) {
      LOG.atInfo().addKeyValue("term", change.term()).log("leads term {}", change.term());
    } else if (led) {
      LOG.atInfo().addKeyValue("term", change.term()).log("leads no more");
    } else if (leader != null) {
      LOG.atInfo()
          .addKeyValue("term", change.term())
          .addKeyValue("leader", leader.value())
          .log("follows {} in term {}", leader, change.term());
    } else {
      LOG.atDebug()
          .addKeyValue("term", change.term())
          .log("is {} in term {}", change.role(), change.term());
    }
  }

  @Override
  public void membershipChanged(Membership membership) {
    leadership.moved(membership.addresses());
    LOG.atInfo().log("the members are {}", membership);
  }

  @Override
  public void removed() {
    LOG.atWarn().log("this node was removed from the cluster and stops");
    removed.run();
  }

  @Override
  public void lossFound(EntryId promised, @Nullable LogDamage damage) {
    if (damage == null) {
      LOG.atWarn()
          .addKeyValue("promised", promised.toString())
          .log("lacks entries up to {}, and gets them from the others", promised);
    } else {
      LOG.atWarn()
          .addKeyValue("file", damage.file())
          .addKeyValue("offset", damage.byteOffset())
          .addKeyValue("promised", promised.toString())
          .log(
              "the log is damaged in {} at byte {} ({}); keeps entries up to {}, and gets those up to"
                  + " {} from the others",
              damage.file(),
              damage.byteOffset(),
              damage.found(),
              damage.kept(),
              promised);
    }
  }

  @Override
  public void promiseKept() {
    LOG.atInfo().log("has everything again that it had lost");
  }

  @Override
  public void contradicted(NodeId from, EntryId entry) {
    // The first, and then ever more rarely: it is sent again and again.
    if (Long.bitCount(++contradictions) == 1) {
      LOG.atError()
          .addKeyValue("peer", from.value())
          .addKeyValue("entry", entry.toString())
          .log(
              "{} sends entry {}, which contradicts the log here: one of the two logs is wrong, and"
                  + " nothing more is taken from it ({} times); compare both with palisade inspect"
                  + " log, and replace the node that is alone",
              from,
              entry,
              contradictions);
    }
  }

  @Override
  public void messageRefused(NodeId from, String why) {
    // The first, and then ever more rarely: who sends one sends more.
    if (Long.bitCount(++refusedMessages) == 1) {
      LOG.atWarn()
          .addKeyValue("peer", from.value())
          .log("a message of {} was refused: {} ({} refused so far)", from, why, refusedMessages);
    }
  }

  @Override
  public void statesCompared(StateComparison comparison) {
    if (comparison.different().isEmpty()) {
      LOG.atDebug()
          .addKeyValue("at", comparison.at().toString())
          .log(
              "states compared at {}: equal {}, unknown {}",
              comparison.at(),
              comparison.equal(),
              comparison.unknown());
    } else {
      LOG.atError()
          .addKeyValue("at", comparison.at().toString())
          .log(
              "states differ at {}: {} from that of the majority {}; unknown {}",
              comparison.at(),
              comparison.different(),
              comparison.equal(),
              comparison.unknown());
    }
  }

  @Override
  public void snapshotTaken(Snapshot snapshot) {
    LOG.atInfo()
        .addKeyValue("index", snapshot.index())
        .log("took a snapshot at {}", snapshot.lastIncluded());
  }

  @Override
  public void snapshotInstalled(Snapshot snapshot) {
    LOG.atInfo()
        .addKeyValue("index", snapshot.index())
        .log("goes on from a snapshot at {}", snapshot.lastIncluded());
  }

  @Override
  public void clockRefused(NodeId from, long aheadMillis) {
    // The first, and then ever more rarely: a bad clock stays bad for every message.
    if (Long.bitCount(++clockRefusals) == 1) {
      LOG.atWarn()
          .addKeyValue("peer", from.value())
          .addKeyValue("aheadMillis", aheadMillis)
          .log(
              "timestamps of {} are {} ms ahead of this clock and are not merged ({} times)",
              from,
              aheadMillis,
              clockRefusals);
    }
  }

  @Override
  public void turnEnded() {
    clients.run();
  }
}
