package dev.palisade.sim.oracle;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.KeyValue;
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

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  void put(String key, byte[] value, long atRevision) {
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

  /** Whether running these would change anything. */
  boolean changes(List<TxnOp> ops) {
    for (TxnOp op : ops) {
      if (op instanceof TxnOp.Put
          || op instanceof TxnOp.Delete delete && count(delete.range()) > 0) {
        return true;
      }
    }
    return false;
  }

  void run(List<TxnOp> ops, long atRevision) {
    for (TxnOp op : ops) {
      switch (op) {
        case TxnOp.Put(var key, var value, _) -> put(text(key), value, atRevision);
        case TxnOp.Delete(var range, _) -> delete(range, atRevision);
        case TxnOp.Get _, TxnOp.Range _ -> {}
      }
    }
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
