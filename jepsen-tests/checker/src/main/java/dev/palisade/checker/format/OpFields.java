package dev.palisade.checker.format;

import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of an event, from a map that was read to an {@link Op} and back. */
final class OpFields {
  /** The order in which they are written. */
  private static final List<String> KNOWN =
      List.of("index", "process", "type", "f", "key", "value", "time");

  private OpFields() {}

  /**
   * The event of these fields; empty for one of no client, such as the nemesis, whose process is a
   * word.
   */
  static Optional<Op> op(int line, @Nullable Object form) {
    if (!(form instanceof Map<?, ?> fields)) {
      throw new MalformedHistoryException(
          line, "expected an event, a map with :process, :type and :f, found " + form);
    }
    Object process = required(line, fields, "process");
    if (process instanceof String) {
      return Optional.empty();
    }
    Map<String, Object> extra = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (!KNOWN.contains(String.valueOf(name)) && value != null) {
            extra.put(String.valueOf(name), value);
          }
        });
    Object f = required(line, fields, "f");
    if (!(f instanceof String function)) {
      throw new MalformedHistoryException(line, "f is " + f + "; expected a name such as :read");
    }
    return Optional.of(
        new Op(
            optionalInt(line, fields, "index", Op.UNNUMBERED),
            toInt(line, "process", process),
            type(line, required(line, fields, "type")),
            function,
            fields.get("key"),
            fields.get("value"),
            time(line, fields.get("time")),
            extra));
  }

  /** The fields of an event, in the order in which they are written. */
  static Map<String, @Nullable Object> fields(Op op) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (op.index() != Op.UNNUMBERED) {
      fields.put("index", (long) op.index());
    }
    fields.put("process", (long) op.process());
    fields.put("type", op.type().name().toLowerCase(java.util.Locale.ROOT));
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

  static OpType type(int line, Object name) {
    return switch (String.valueOf(name)) {
      case "invoke" -> OpType.INVOKE;
      case "ok" -> OpType.OK;
      case "fail" -> OpType.FAIL;
      case "info" -> OpType.INFO;
      default ->
          throw new MalformedHistoryException(
              line, "type is " + name + "; expected invoke, ok, fail or info");
    };
  }

  private static Object required(int line, Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new MalformedHistoryException(
          line, "the event has no " + name + "; it has " + fields.keySet());
    }
    return value;
  }

  private static int optionalInt(int line, Map<?, ?> fields, String name, int otherwise) {
    Object value = fields.get(name);
    return value == null ? otherwise : toInt(line, name, value);
  }

  private static int toInt(int line, String name, Object value) {
    if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw new MalformedHistoryException(
        line, name + " is " + value + "; expected 0 to " + Integer.MAX_VALUE);
  }

  private static long time(int line, @Nullable Object time) {
    if (time == null) {
      return Op.NO_TIME;
    }
    if (time instanceof Long nanos) {
      return nanos;
    }
    if (time instanceof Double nanos) {
      return nanos.longValue();
    }
    throw new MalformedHistoryException(line, "time is " + time + "; expected nanoseconds");
  }
}
