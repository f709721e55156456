package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.OutcomeCodec;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.log.MembershipCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The truth of a run: every entry as the first replica applied it. Everyone else must apply the
 * same with the same outcome, and the first outcome must be that of a plain model. Keeps what no
 * crash of the simulated machines reaches. Not thread-safe.
 */
public final class AppliedLog {
  private record Applied(
      EntryId id, int payloadHash, long outcomeHash, @Nullable Request request, NodeId firstAt) {}

  private record Hash(byte[] stateHash, NodeId firstAt) {}

  private final List<Applied> entries = new ArrayList<>();
  private final Map<Long, Hash> hashes = new HashMap<>();
  private final StateModel model = new StateModel();
  private final Timeline timeline = new Timeline();

  /** Written values, each of one operation of one client, with the revision that they got. */
  private final Map<String, Long> revisionOfValue = new HashMap<>();

  private final Map<String, String> refusedValues = new HashMap<>();
  private final Map<NodeId, Long> lastHlcOf = new HashMap<>();
  private final Elections elections;
  private @Nullable Membership membership;

  public AppliedLog(Elections elections) {
    this.elections = elections;
  }

  /** The last configuration that was applied; null when none was. */
  public @Nullable Membership membership() {
    return membership;
  }

  /** The highest index that any replica has applied. */
  public long lastIndex() {
    return entries.size();
  }

  /** The id of the entry that was applied at this index. */
  public EntryId idAt(long index) {
    return entries.get((int) index - 1).id;
  }

  /** The newest revision that any replica has reached. */
  public long revision() {
    return model.revision();
  }

  /**
   * What a replica applied.
   *
   * @param stateHash of its state behind the last entry; null where damage may have changed it, and
   *     was not found yet
   */
  public void applied(
      NodeId node, List<Entry> batch, List<Outcome> outcomes, byte @Nullable [] stateHash) {
    for (int i = 0; i < batch.size(); i++) {
      applied(node, batch.get(i), outcomes.get(i));
    }
    if (stateHash != null) {
      equalAt(node, batch.getLast().id().index(), stateHash);
    }
  }

  /** Whether states behind the entry at this index are known to hash to something else. */
  public boolean isOtherHash(long index, byte[] stateHash) {
    Hash known = hashes.get(index);
    return known != null && !Arrays.equals(known.stateHash, stateHash);
  }

  /** The state of a replica, which had applied {@code before}, is that of a snapshot now. */
  public void restored(NodeId node, EntryId before, Snapshot snapshot, byte[] stateHash) {
    EntryId at = snapshot.lastIncluded();
    if (at.index() <= before.index()) {
      throw new Violation(
          Oracle.STATE_MACHINE_SAFETY,
          "%s restores a snapshot of %s in place of its state at %s".formatted(node, at, before));
    }
    if (at.index() > entries.size() || !idAt(at.index()).equals(at)) {
      throw new Violation(
          Oracle.STATE_MACHINE_SAFETY,
          "%s restores a snapshot of %s, which nobody has applied".formatted(node, at));
    }
    equalAt(node, at.index(), stateHash);
  }

  private void equalAt(NodeId node, long index, byte[] stateHash) {
    Hash known = hashes.putIfAbsent(index, new Hash(stateHash, node));
    if (known != null && !Arrays.equals(known.stateHash, stateHash)) {
      throw new Violation(
          Oracle.EQUAL_STATE,
          "after entry %d the state of %s hashes to %s, that of %s to %s"
              .formatted(index, node, hex(stateHash), known.firstAt, hex(known.stateHash)));
    }
  }

  private void applied(NodeId node, Entry entry, Outcome outcome) {
    long index = entry.id().index();
    int payloadHash = entry.payload().hashCode();
    long outcomeHash = entry.kind() == EntryKind.COMMAND ? hashOf(outcome) : 0;
    if (index > entries.size()) {
      first(node, entry, outcome, new Applied(entry.id(), payloadHash, outcomeHash, null, node));
      return;
    }
    Applied known = entries.get((int) index - 1);
    if (!known.id.equals(entry.id()) || known.payloadHash != payloadHash) {
      throw new Violation(
          Oracle.STATE_MACHINE_SAFETY,
          "%s applies %s at index %d, %s applied %s"
              .formatted(node, entry.id(), index, known.firstAt, known.id));
    }
    if (known.outcomeHash != outcomeHash) {
      throw new Violation(
          Oracle.EQUAL_STATE,
          "%s applies entry %s with outcome %s, %s had another one"
              .formatted(node, entry.id(), Show.of(outcome), known.firstAt));
    }
  }

  private void first(NodeId node, Entry entry, Outcome outcome, Applied applied) {
    long index = entry.id().index();
    if (index != entries.size() + 1) {
      throw new Violation(
          Oracle.STATE_MACHINE_SAFETY,
          "%s applies %s, but nobody has applied what comes before".formatted(node, entry.id()));
    }
    stampedBy(entry);
    if (entry.kind() == EntryKind.MEMBERSHIP) {
      membership = MembershipCodec.decode(entry.payload());
    }
    boolean isKnownToAll =
        entry.kind() != EntryKind.STATE_MARK && entry.kind() != EntryKind.STATE_VERDICT
            || membership != null && membership.featureLevel() >= FeatureLevel.STATE_COMPARISON;
    if (!isKnownToAll) {
      throw new Violation(
          Oracle.FEATURE_LEVEL,
          "%s applies a %s, which a member's program may not know".formatted(node, entry.kind()));
    }
    if (entry.kind() != EntryKind.COMMAND) {
      timeline.applied(entry, model.revision());
      entries.add(applied);
      return;
    }
    ByteBuffer payload = entry.payload().duplicate();
    Request request = RequestCodec.decode(payload);
    long revisionBefore = model.revision();
    boolean ran = model.judge(index, request, outcome);
    timeline.applied(entry, model.revision());
    if (ran && model.revision() > revisionBefore) {
      tookEffect(index, request.command(), outcome);
    }
    entries.add(new Applied(applied.id, applied.payloadHash, applied.outcomeHash, request, node));
  }

  /** Timestamps of one proposer rise, also across its restarts. */
  private void stampedBy(Entry entry) {
    NodeId proposer = elections.leaderOf(entry.id().term());
    if (proposer == null) {
      return;
    }
    Long before = lastHlcOf.put(proposer, entry.hlc());
    if (before != null && Long.compareUnsigned(before, entry.hlc()) >= 0) {
      throw new Violation(
          Oracle.TIMESTAMP_ORDER,
          "%s stamped entry %s with %d, and an earlier one with %d"
              .formatted(proposer, entry.id(), entry.hlc(), before));
    }
  }

  private void tookEffect(long index, Command command, Outcome outcome) {
    switch (command) {
      case Command.Put put -> wrote(index, nameOf(put.value()));
      case Command.Txn txn -> {
        boolean succeeded = outcome instanceof Outcome.TxnDone done && done.succeeded();
        for (TxnOp op : succeeded ? txn.success() : txn.failure()) {
          if (op instanceof TxnOp.Put put) {
            wrote(index, nameOf(put.value()));
          }
        }
      }
      default -> {}
    }
  }

  /** What tells a value from all others: large ones go on after a dot. */
  private static String nameOf(byte[] value) {
    int end = 0;
    while (end < value.length && value[end] != '.') {
      end++;
    }
    return new String(value, 0, end, StandardCharsets.ISO_8859_1);
  }

  private void wrote(long index, String value) {
    String refusal = refusedValues.get(value);
    if (refusal != null) {
      throw refusedIsApplied(value, index, refusal);
    }
    Long before = revisionOfValue.putIfAbsent(value, model.revision());
    if (before != null && before != model.revision()) {
      throw new Violation(
          Oracle.EXACTLY_ONCE,
          "entry %d writes %s at revision %d, and it was written at revision %d before"
              .formatted(index, value, model.revision(), before));
    }
  }

  /** A client was told that the operation which writes this value is refused for good. */
  public void refused(String value, String told) {
    refusedValues.put(value, told);
    Long atRevision = revisionOfValue.get(value);
    if (atRevision != null) {
      throw refusedIsApplied(value, atRevision, told);
    }
  }

  private static Violation refusedIsApplied(String value, long at, String told) {
    return new Violation(
        Oracle.CERTAIN_REFUSAL,
        "the write of %s was refused (%s), but it is applied (at %d)".formatted(value, told, at));
  }

  /** A client was told that the write of this value is done. */
  public void acknowledged(String value, long atRevision) {
    Long known = revisionOfValue.get(value);
    if (known == null || known != atRevision) {
      throw new Violation(
          Oracle.ACKNOWLEDGED_WRITES,
          "the write of %s was acknowledged at revision %d, but it is %s"
              .formatted(value, atRevision, known == null ? "not applied" : "at " + known));
    }
  }

  /** Judges what a read returned: it must be the state of the revision that it names. */
  public void read(Query query, Query.Answer answer) {
    String wrong =
        switch (answer) {
          case Query.Answer.Got(var found, var revision) -> {
            Query.Get get = (Query.Get) query;
            KeyModel.Version version =
                model.keys().at(KeyModel.text(get.key()), revisionSeen(get.at(), revision));
            yield KeyModel.isSame(found, version) ? null : "it returned " + found;
          }
          case Query.Answer.Ranged(var result, var revision) -> {
            Query.Range range = (Query.Range) query;
            long seen = revisionSeen(range.at(), revision);
            boolean same = model.keys().isSame(result, range.query(), seen);
            yield same ? null : "it returned " + result.pairs().size() + " pairs";
          }
          case Query.Answer.Refused(Outcome.TooOld(var compacted)) ->
              compacted <= model.compactedRevision() && isBefore(query, compacted)
                  ? null
                  : "nothing was compacted there";
          // A replica that lags behind does not know the revision yet.
          case Query.Answer.Refused(Outcome.Invalid _) -> isAsOf(query) ? null : "it was invalid";
          case Query.Answer.Refused(var reason) -> "it was refused: " + reason;
          case Query.Answer.FenceChecked _, Query.Answer.FencesListed _ -> null;
        };
    if (wrong != null) {
      throw new Violation(Oracle.STATE_MODEL, "of " + Show.of(query) + ": " + wrong);
    }
    long asOf = query.asOfHlc();
    if (asOf != 0 && answer instanceof Query.Answer.Got(_, var revision)) {
      timeline.answered(asOf, revision);
    } else if (asOf != 0 && answer instanceof Query.Answer.Ranged(_, var revision)) {
      timeline.answered(asOf, revision);
    }
  }

  /** The timestamp of the last entry that any replica has applied. */
  public long lastHlc() {
    return timeline.lastHlc();
  }

  private static boolean isAsOf(Query query) {
    return query instanceof Query.Get(_, Query.At.Revision _)
        || query instanceof Query.Range(_, Query.At.Revision _);
  }

  private static boolean isBefore(Query query, long compacted) {
    Query.At at =
        switch (query) {
          case Query.Get get -> get.at();
          case Query.Range range -> range.at();
          case Query.CheckFence _, Query.ListFences _ -> new Query.At.Newest();
        };
    return !(at instanceof Query.At.Revision(var revision)) || revision < compacted;
  }

  private static long revisionSeen(Query.At at, long newest) {
    return at instanceof Query.At.Revision(var revision) ? revision : newest;
  }

  private static long hashOf(Outcome outcome) {
    byte[] bytes = OutcomeCodec.encode(outcome);
    long hash = 0xCBF29CE484222325L;
    for (byte each : bytes) {
      hash = (hash ^ each) * 0x100000001B3L;
    }
    return hash;
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
