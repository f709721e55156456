package dev.palisade.checker.format;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.value.Keyword;
import dev.palisade.checker.value.Tagged;
import dev.palisade.checker.value.Unread;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The fields of an event, from a map that was read to an {@link Op} and back. */
final class OpFields {
  /** The order in which they are written. */
  private static final List<String> KNOWN =
      List.of("index", "process", "type", "f", "key", "value", "time");

  /** The fields of an event that is written as a vector. */
  private static final List<String> PLACES = List.of("process", "type", "f", "value", "error");

  /** What must be there of it. */
  private static final int LEAST_PLACES = 3;

  private OpFields() {}

  /**
   * The event of these fields; empty for one of the nemesis.
   *
   * @param processes of the same history
   */
  static Optional<Op> op(int line, @Nullable Object form, ProcessNumbers processes) {
    Map<String, @Nullable Object> fields = named(line, Tagged.untagged(form));
    OptionalInt process = processes.of(line, required(line, fields, "process"));
    if (process.isEmpty()) {
      return Optional.empty();
    }
    String type = Keyword.nameOf(required(line, fields, "type"));
    Object f = required(line, fields, "f");
    String function = Keyword.nameOf(f);
    if (function == null) {
      throw new MalformedHistoryException(line, "f is " + f + "; expected a name such as :read");
    }
    return Optional.of(
        new Op(
            index(line, fields.get("index")),
            process.getAsInt(),
            type(line, type == null ? String.valueOf(fields.get("type")) : type),
            function,
            fields.get("key"),
            fields.get("value"),
            time(fields.get("time")),
            extra(fields)));
  }

  private static Map<String, @Nullable Object> named(int line, @Nullable Object form) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    switch (form) {
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> {
                String name = Keyword.nameOf(key);
                fields.put(name == null ? String.valueOf(key) : name, value);
              });
      case List<?> list when list.size() >= LEAST_PLACES && list.size() <= PLACES.size() -> {
        for (int i = 0; i < list.size(); i++) {
          fields.put(PLACES.get(i), list.get(i));
        }
      }
      case Unread(String _, String reason) -> throw new MalformedHistoryException(line, reason);
      case null, default ->
          throw new MalformedHistoryException(
              line, "expected an event, a map with :process, :type and :f, found " + form);
    }
    return fields;
  }

  /** Whatever else there is; also an index and a time that are of no use as such. */
  private static Map<String, Object> extra(Map<String, @Nullable Object> fields) {
    Map<String, Object> extra = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          boolean other =
              switch (name) {
                case "index" -> !(value instanceof Long number && number <= Integer.MAX_VALUE);
                case "time" -> !(value instanceof Long || value instanceof Double);
                default -> !KNOWN.contains(name);
              };
          if (other && value != null) {
            extra.put(name, value);
          }
        });
    return extra;
  }

  /** The fields of an event, in the order in which they are written. */
  static Map<String, @Nullable Object> fields(History history, int position) {
    Op op = history.op(position);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (op.index() != Op.UNNUMBERED) {
      fields.put("index", (long) op.index());
    }
    fields.put("process", history.processName(op.process()));
    fields.put("type", op.type().name().toLowerCase(Locale.ROOT));
    fields.put("f", op.f());
    if (op.key() != null) {
      fields.put("key", op.key());
    }
    fields.put("value", op.value());
    if (op.timeNanos() != Op.NO_TIME) {
      fields.put("time", op.timeNanos());
    }
    fields.putAll(op.extra());
    return fields;
  }

  static OpType type(int line, String name) {
    return Arrays.stream(OpType.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedHistoryException(
                    line, "type is " + name + "; expected invoke, ok, fail or info"));
  }

  private static Object required(int line, Map<String, @Nullable Object> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new MalformedHistoryException(
          line, "the event has no " + name + "; it has " + fields.keySet());
    }
    return value;
  }

  /** Knossos writes -1 where there is none. */
  private static int index(int line, @Nullable Object index) {
    if (!(index instanceof Long number) || number == Op.UNNUMBERED || number > Integer.MAX_VALUE) {
      return Op.UNNUMBERED;
    }
    if (number < 0) {
      throw new MalformedHistoryException(line, "index is " + number + "; expected 0 or more");
    }
    return number.intValue();
  }

  private static long time(@Nullable Object time) {
    return switch (time) {
      case Long nanos -> nanos;
      case Double nanos -> nanos.longValue();
      case null, default -> Op.NO_TIME;
    };
  }
}
