package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Outcome.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes one range for a command, which may delete {@link Limits#DELETED_KEYS} keys. */
final class Deletion {
  private final Keyspace keyspace;
  private final AnswerBudget budget;
  private final List<KeyValue> previous = new ArrayList<>();
  private long deleted;

  Deletion(Keyspace keyspace, AnswerBudget budget) {
    this.keyspace = keyspace;
    this.budget = budget;
  }

  long deleted() {
    return deleted;
  }

  /** What was deleted, in key order, when it was asked for. */
  List<KeyValue> previous() {
    return previous;
  }

  /** Why it cannot be done, or null when it is done. */
  Outcome.@Nullable Invalid run(KeyRange range, boolean returnPrevious) {
    List<Version> found = find(range);
    if (found.size() > Limits.DELETED_KEYS) {
      return new Outcome.Invalid(
          "the range from "
              + Keys.show(range.from())
              + " holds more than "
              + Limits.DELETED_KEYS
              + " keys; delete it in parts");
    }
    for (Version version : found) {
      if (returnPrevious) {
        KeyValue pair = keyspace.pairOf(version);
        if (!budget.take(pair)) {
          return new Outcome.Invalid(
              "what is deleted exceeds "
                  + Limits.ANSWER_BYTES
                  + " bytes; delete less at once, or do not ask for it back");
        }
        previous.add(pair);
      }
      keyspace.delete(version);
    }
    deleted = found.size();
    return null;
  }

  /** Nothing is deleted while the scan is open; one key too many is enough to know. */
  private List<Version> find(KeyRange range) {
    List<Version> found = new ArrayList<>();
    if (Keys.isSingleKey(range)) {
      Version version = keyspace.find(range.from());
      if (version != null) {
        found.add(version);
      }
      return found;
    }
    if (Keys.isEmpty(range)) {
      return found;
    }
    try (VersionScan scan = keyspace.scan(range, Store.Direction.ASCENDING)) {
      Version version = scan.next();
      while (version != null && found.size() <= Limits.DELETED_KEYS) {
        found.add(version);
        version = scan.next();
      }
    }
    return found;
  }
}
