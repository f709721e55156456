package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import dev.palisade.kv.state.Outcome.TxnResult;
import dev.palisade.kv.state.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys as a plain model: every version of every key, kept for ever. Not thread-safe. */
final class KeyModel {
  /**
   * One version of a key.
   *
   * @param value null where the key was deleted
   */
  record Version(long atRevision, byte @Nullable [] value, long createRevision, long version) {}

  private final TreeMap<String, List<Version>> keys = new TreeMap<>();
  private long lastChangeAt;

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  void put(String key, byte[] value, long atRevision) {
    lastChangeAt = atRevision;
    List<Version> versions = keys.computeIfAbsent(key, _ -> new ArrayList<>());
    Version before = versions.isEmpty() ? null : versions.getLast();
    boolean isNew = before == null || before.value == null;
    versions.add(
        new Version(
            atRevision,
            value,
            isNew || before == null ? atRevision : before.createRevision,
            isNew || before == null ? 1 : before.version + 1));
  }

  /** Deletes what is there in the range; returns how many keys that were. */
  long delete(KeyRange range, long atRevision) {
    long deleted = 0;
    for (List<Version> versions : within(range).values()) {
      if (versions.getLast().value != null) {
        versions.add(new Version(atRevision, null, 0, 0));
        lastChangeAt = atRevision;
        deleted++;
      }
    }
    return deleted;
  }

  /** How many keys of the range are there. */
  long count(KeyRange range) {
    return within(range).values().stream().filter(each -> each.getLast().value != null).count();
  }

  boolean holds(List<Compare> compares) {
    for (Compare compare : compares) {
      Version version = newest(text(compare.key()));
      boolean holds =
          switch (compare) {
            case Compare.Value(_, var operator, var value) ->
                version == null
                    ? operator == Compare.Operator.NOT_EQUAL
                    : holds(operator, Arrays.compareUnsigned(valueOf(version), value));
            case Compare.Number(_, var operator, var field, var number) ->
                holds(operator, Long.compare(numberOf(version, field), number));
          };
      if (!holds) {
        return false;
      }
    }
    return true;
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
      case VERSION -> version.version;
      case CREATE_REVISION -> version.createRevision;
      case MOD_REVISION -> version.atRevision;
    };
  }

  /** Whether something was put or deleted at this revision, which is the newest or the next. */
  boolean hasChangedAt(long revision) {
    return lastChangeAt == revision;
  }

  /**
   * Runs operations in their order, of which later ones see what earlier ones did, and judges what
   * each is said to have given.
   *
   * @param atRevision of what they change, if they change something
   * @return which of them gave something else, or null
   */
  @Nullable String run(List<TxnOp> ops, List<TxnResult> results, long atRevision) {
    if (results.size() != ops.size()) {
      return results.size() + " results of " + ops.size() + " operations";
    }
    for (int i = 0; i < ops.size(); i++) {
      if (!run(ops.get(i), results.get(i), atRevision)) {
        return show(ops.get(i)) + " gives " + results.get(i);
      }
    }
    return null;
  }

  private boolean run(TxnOp op, TxnResult result, long atRevision) {
    return switch (op) {
      case TxnOp.Put(var key, var value, var returnPrevious) -> {
        Version before = returnPrevious ? newest(text(key)) : null;
        put(text(key), value, atRevision);
        yield result instanceof TxnResult.Put(var previous) && isSame(previous, before);
      }
      case TxnOp.Delete(var range, var returnPrevious) -> {
        boolean same =
            result instanceof TxnResult.Delete(var count, var previous)
                && count == count(range)
                && areDeleted(previous, range, returnPrevious);
        delete(range, atRevision);
        yield same;
      }
      case TxnOp.Get(var key) ->
          result instanceof TxnResult.Get(var found) && isSame(found, newest(text(key)));
      case TxnOp.Range(var query) ->
          result instanceof TxnResult.Range(var found) && isSame(found, query, Long.MAX_VALUE);
    };
  }

  /** Whether these are what a deletion of the range returns. */
  boolean areDeleted(List<KeyValue> previous, KeyRange range, boolean returnPrevious) {
    return areSame(previous, returnPrevious ? range(range, Long.MAX_VALUE) : List.of());
  }

  /** Whether this is what a read of the range as of the revision gives. */
  boolean isSame(RangeResult read, RangeQuery query, long revision) {
    List<Map.Entry<String, Version>> there = range(query.range(), revision);
    if (query.shape() == RangeQuery.Shape.COUNT) {
      return read.pairs().isEmpty() && read.count() == there.size() && !read.more();
    }
    if (query.direction() == Store.Direction.DESCENDING) {
      there = there.reversed();
    }
    int fits = Math.min(query.limit(), there.size());
    boolean isCut = fits < there.size();
    return read.more() == isCut
        && (query.shape() == RangeQuery.Shape.KEYS
            ? areSameKeys(read.pairs(), there.subList(0, fits))
            : areSame(read.pairs(), there.subList(0, fits)));
  }

  private static boolean areSame(List<KeyValue> read, List<Map.Entry<String, Version>> expected) {
    boolean same = areSameKeys(read, expected);
    for (int i = 0; same && i < expected.size(); i++) {
      same = isSame(read.get(i), expected.get(i).getValue());
    }
    return same;
  }

  private static boolean areSameKeys(
      List<KeyValue> read, List<Map.Entry<String, Version>> expected) {
    boolean same = read.size() == expected.size();
    for (int i = 0; same && i < expected.size(); i++) {
      same =
          text(read.get(i).key()).equals(expected.get(i).getKey())
              && read.get(i).modRevision() == expected.get(i).getValue().atRevision;
    }
    return same;
  }

  /** The newest version, or null where the key is not there. */
  @Nullable Version newest(String key) {
    return at(key, Long.MAX_VALUE);
  }

  /** The version that a read as of the revision sees, or null. */
  @Nullable Version at(String key, long revision) {
    List<Version> versions = keys.getOrDefault(key, List.of());
    for (int i = versions.size() - 1; i >= 0; i--) {
      Version version = versions.get(i);
      if (version.atRevision <= revision) {
        return version.value == null ? null : version;
      }
    }
    return null;
  }

  /** What a read of the range as of the revision returns. */
  List<Map.Entry<String, Version>> range(KeyRange range, long revision) {
    List<Map.Entry<String, Version>> found = new ArrayList<>();
    for (String key : within(range).keySet()) {
      Version version = at(key, revision);
      if (version != null) {
        found.add(Map.entry(key, version));
      }
    }
    return found;
  }

  /** Whether a pair that was read is this version. */
  static boolean isSame(@Nullable KeyValue read, @Nullable Version version) {
    if (read == null || version == null) {
      return read == null && version == null;
    }
    return read.modRevision() == version.atRevision
        && read.createRevision() == version.createRevision
        && read.version() == version.version
        && Arrays.equals(read.value(), valueOf(version));
  }

  private static byte[] valueOf(Version version) {
    return version.value == null ? new byte[0] : version.value;
  }

  private NavigableMap<String, List<Version>> within(KeyRange range) {
    byte[] to = range.toExclusive();
    String from = text(range.from());
    if (to == null) {
      return keys.tailMap(from, true);
    }
    return from.compareTo(text(to)) >= 0
        ? new TreeMap<>()
        : keys.subMap(from, true, text(to), false);
  }

  static String show(Command.TxnOp op) {
    return switch (op) {
      case TxnOp.Put(var key, var value, _) -> "put " + text(key) + "=" + Show.value(value);
      case TxnOp.Delete(var range, _) -> "delete " + text(range.from());
      case TxnOp.Get(var key) -> "get " + text(key);
      case TxnOp.Range _ -> "range";
    };
  }
}
