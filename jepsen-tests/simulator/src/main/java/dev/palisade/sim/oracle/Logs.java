package dev.palisade.sim.oracle;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.HardState;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.EntryBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches logs: equal ids are equal entries behind equal entries, leaders hold what was applied,
 * and what a replica told others survives its restart. Not thread-safe.
 */
public final class Logs {
  private final Map<EntryId, Long> termBefore = new HashMap<>();
  private final Map<EntryId, Integer> recordHash = new HashMap<>();
  private final TreeMap<NodeId, HardState> promised = new TreeMap<>();
  private final TreeMap<NodeId, EntryId> durable = new TreeMap<>();
  private final AppliedLog truth;

  /** The term of the first replica that applied each entry, from index 1 on. */
  private final List<Long> appliedIn = new ArrayList<>();

  public Logs(AppliedLog truth) {
    this.truth = truth;
  }

  /** Entries are on their way from one replica to another. */
  public void sent(NodeId from, EntryId base, EntryBatch entries) {
    long before = base.term();
    EntryIds ids = entries.ids();
    for (int i = 0; i < ids.count(); i++) {
      EntryId id = ids.idAt(ids.firstIndex() + i);
      follows(from, id, before);
      before = id.term();
      int hash = hashOf(entries.records().get(i));
      Integer known = recordHash.putIfAbsent(id, hash);
      if (known != null && known != hash) {
        throw new Violation(
            Oracle.LOG_MATCHING, from + " sends other bytes for " + id + " than were sent before");
      }
    }
  }

  private void follows(NodeId node, EntryId id, long before) {
    Long known = termBefore.putIfAbsent(id, before);
    if (known != null && known != before) {
      throw new Violation(
          Oracle.LOG_MATCHING,
          "%s follows an entry of term %d at %s, elsewhere one of term %d"
              .formatted(id, before, node, known));
    }
  }

  /** A replica leads, or starts again, with these entries behind {@code base}. */
  public void holds(NodeId node, EntryId base, EntryIds entries) {
    long before = base.term();
    for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
      EntryId id = entries.idAt(index);
      follows(node, id, before);
      before = id.term();
    }
  }

  /** A replica that is in this term has applied everything up to this index. */
  public void appliedIn(long term, long lastIndex) {
    while (appliedIn.size() < lastIndex) {
      appliedIn.add(term);
    }
  }

  /**
   * A replica leads the term with these entries. It must hold what was committed in earlier terms
   * (leader completeness, Ongaro 2014, §3.6.3): what a replica of an earlier term has applied. One
   * that wins an election late, when a later term has committed already, need not hold that.
   */
  public void leads(NodeId node, long term, EntryIds entries) {
    for (long index = Math.max(1, entries.firstIndex()); index <= truth.lastIndex(); index++) {
      EntryId applied = truth.idAt(index);
      if (appliedIn.get((int) index - 1) < term
          && (index > entries.lastIndex() || entries.termAt(index) != applied.term())) {
        throw new Violation(
            Oracle.LEADER_COMPLETENESS,
            "%s leads term %d without entry %s, which was applied".formatted(node, term, applied));
      }
    }
  }

  /** A replica told another that it voted, or that it is of this term. */
  public void promised(NodeId node, long term, @Nullable NodeId vote) {
    HardState before = promised.getOrDefault(node, HardState.INITIAL);
    if (term > before.term() || term == before.term() && before.vote() == null) {
      promised.put(node, new HardState(term, vote));
    } else if (term == before.term() && vote != null && !vote.equals(before.vote())) {
      throw new Violation(
          Oracle.DURABLE_PROMISES,
          "%s votes for %s in term %d, and voted for %s"
              .formatted(node, vote, term, before.vote()));
    }
  }

  /** The process of a replica ends; it knew everything up to this entry to be durable. */
  public void stopped(NodeId node, EntryId lastDurable) {
    durable.put(node, lastDurable);
  }

  /** The last entry that a replica knew to be durable when its process ended. */
  public EntryId lastDurable(NodeId node) {
    return durable.getOrDefault(node, EntryId.ZERO);
  }

  /**
   * A replica starts again with what its log holds.
   *
   * @param missing the last entry of what it says that it has lost; null for nothing
   */
  public void restarted(
      NodeId node, HardState hardState, EntryId base, EntryIds entries, @Nullable EntryId missing) {
    HardState told = promised.getOrDefault(node, HardState.INITIAL);
    boolean forgets =
        hardState.term() < told.term()
            || hardState.term() == told.term()
                && told.vote() != null
                && !told.vote().equals(hardState.vote());
    if (forgets) {
      throw new Violation(
          Oracle.DURABLE_PROMISES,
          "%s restarts with %s, but told others of %s".formatted(node, hardState, told));
    }
    EntryId last = durable.getOrDefault(node, EntryId.ZERO);
    boolean lost =
        base.index() < last.index()
            && (missing == null || !missing.isAtLeastAsUpToDateAs(last))
            && (entries.lastIndex() < last.index() || entries.termAt(last.index()) != last.term());
    if (lost) {
      throw new Violation(
          Oracle.DURABLE_PROMISES,
          "%s restarts with a log that ends at %d, but knew %s to be durable"
              .formatted(node, entries.lastIndex(), last));
    }
  }

  private static int hashOf(ByteBuffer record) {
    return record.hashCode();
  }
}
