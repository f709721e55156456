package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import dev.palisade.kv.state.Outcome.Refused;
import dev.palisade.kv.state.Outcome.TxnResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction: compares, then one of two lists of operations, of which later ones see what
 * earlier ones did. Not thread-safe.
 */
final class Transaction {
  private final Keyspace keyspace;
  private final Protections protections;
  private final AnswerBudget budget;
  private final List<TxnResult> results = new ArrayList<>();
  private long deleted;
  private long deletedBytes;

  Transaction(Keyspace keyspace, Protections protections, AnswerBudget budget) {
    this.keyspace = keyspace;
    this.protections = protections;
    this.budget = budget;
  }

  /** One for each operation that ran. */
  List<TxnResult> results() {
    return results;
  }

  boolean holds(List<Compare> compares) {
    for (Compare compare : compares) {
      if (!holds(compare)) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(Compare compare) {
    Version version = keyspace.find(compare.key());
    return switch (compare) {
      case Compare.Value(var key, var operator, var value) -> {
        if (version == null) {
          yield operator == Compare.Operator.NOT_EQUAL;
        }
        yield holds(operator, Arrays.compareUnsigned(keyspace.valueOf(version), value));
      }
      case Compare.Number(var key, var operator, var field, var number) ->
          holds(operator, Long.compare(numberOf(version, field), number));
    };
  }

  private static boolean holds(Compare.Operator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
    };
  }

  private static long numberOf(@Nullable Version version, Compare.Field field) {
    if (version == null) {
      return 0;
    }
    return switch (field) {
      case VERSION -> version.version();
      case CREATE_REVISION -> version.createRevision();
      case MOD_REVISION -> version.modRevision();
    };
  }

  /** Why not all operations can be done, or null when they are done. */
  @Nullable Refused run(List<TxnOp> ops, List<Guard> guards) {
    for (TxnOp op : ops) {
      Refused refusal =
          switch (op) {
            case TxnOp.Put put -> put(put, guards);
            case TxnOp.Delete delete -> delete(delete, guards);
            case TxnOp.Get(var key) -> get(key);
            case TxnOp.Range(var query) -> range(query);
          };
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }

  private @Nullable Refused put(TxnOp.Put put, List<Guard> guards) {
    Refused refusal = protections.missingFor(put.key(), guards);
    if (refusal != null) {
      return refusal;
    }
    Version previous = keyspace.find(put.key());
    KeyValue shown = put.returnPrevious() && previous != null ? keyspace.pairOf(previous) : null;
    if (shown != null && !budget.take(shown)) {
      return tooMuch();
    }
    keyspace.put(put.key(), put.value(), previous);
    results.add(new TxnResult.Put(shown));
    return null;
  }

  private @Nullable Refused delete(TxnOp.Delete delete, List<Guard> guards) {
    Refused refusal = protections.missingFor(delete.range(), guards);
    if (refusal != null) {
      return refusal;
    }
    Deletion deletion = new Deletion(keyspace, budget, deleted, deletedBytes);
    refusal = deletion.run(delete.range(), delete.returnPrevious());
    if (refusal != null) {
      return refusal;
    }
    deleted += deletion.deleted();
    deletedBytes += deletion.deletedBytes();
    results.add(new TxnResult.Delete(deletion.deleted(), deletion.previous()));
    return null;
  }

  private @Nullable Refused get(byte[] key) {
    Version version = keyspace.find(key);
    KeyValue found = version == null ? null : keyspace.pairOf(version);
    if (found != null && !budget.take(found)) {
      return tooMuch();
    }
    results.add(new TxnResult.Get(found));
    return null;
  }

  private @Nullable Refused range(RangeQuery query) {
    RangeResult result;
    if (Keys.isEmpty(query.range())) {
      result = AnswerBudget.nothing(query.shape());
    } else {
      try (VersionScan scan = keyspace.scan(query.range(), query.direction())) {
        result = budget.read(scan, query);
      }
    }
    // A reader that goes on behind the last pair would never get on.
    if (result.more() && result.pairs().isEmpty()) {
      return tooMuch();
    }
    results.add(new TxnResult.Range(result));
    return null;
  }

  private Invalid tooMuch() {
    return new Invalid(
        "what the transaction reads exceeds " + budget.limitBytes() + " bytes; read less at once");
  }
}
