package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Outcome.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes one range for a command, which may delete {@link Limits#DELETED_KEYS} keys of {@link
 * Limits#DELETED_KEY_BYTES} bytes: each takes three rows of a batch.
 */
final class Deletion {
  private final Keyspace keyspace;
  private final AnswerBudget budget;
  private final List<KeyValue> previous = new ArrayList<>();
  private final long mostKeys;
  private final long mostBytes;
  private long deleted;
  private long deletedBytes;

  Deletion(Keyspace keyspace, AnswerBudget budget) {
    this(keyspace, budget, 0, 0);
  }

  /** The command has deleted so many keys of so many bytes before. */
  Deletion(Keyspace keyspace, AnswerBudget budget, long keysBefore, long bytesBefore) {
    this.keyspace = keyspace;
    this.budget = budget;
    mostKeys = Limits.DELETED_KEYS - keysBefore;
    mostBytes = Limits.DELETED_KEY_BYTES - bytesBefore;
  }

  long deleted() {
    return deleted;
  }

  /** Of the keys that were deleted. */
  long deletedBytes() {
    return deletedBytes;
  }

  /** What was deleted, in key order, when it was asked for. */
  List<KeyValue> previous() {
    return previous;
  }

  /** Why it cannot be done, or null when it is done. */
  Outcome.@Nullable Invalid run(KeyRange range, boolean returnPrevious) {
    List<Version> found = find(range);
    if (found.size() > mostKeys || deletedBytes > mostBytes) {
      return new Outcome.Invalid(
          "the range from %s holds more than one command may delete, %,d keys of together %,d bytes; delete it in parts"
              .formatted(Keys.show(range.from()), Limits.DELETED_KEYS, Limits.DELETED_KEY_BYTES));
    }
    for (Version version : found) {
      if (returnPrevious) {
        KeyValue pair = keyspace.pairOf(version);
        if (!budget.take(pair)) {
          return new Outcome.Invalid(
              "what is deleted exceeds "
                  + budget.limitBytes()
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
        deletedBytes += version.key().length;
      }
      return found;
    }
    if (Keys.isEmpty(range)) {
      return found;
    }
    try (VersionScan scan = keyspace.scan(range, Store.Direction.ASCENDING)) {
      Version version = scan.next();
      while (version != null && found.size() <= mostKeys && deletedBytes <= mostBytes) {
        found.add(version);
        deletedBytes += version.key().length;
        version = scan.next();
      }
    }
    return found;
  }
}
