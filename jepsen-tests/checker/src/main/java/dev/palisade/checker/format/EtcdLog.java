package dev.palisade.checker.format;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log of an old Jepsen run, one event a line: {@code INFO jepsen.util - process :type :f
 * value}. Lines of other loggers, and of processes that are no clients, say nothing.
 */
final class EtcdLog {
  private static final Pattern EVENT =
      Pattern.compile("(?:.*?jepsen\\.util\\s+-\\s+)?(\\S+)\\s+:(\\S+)\\s+:(\\S+)\\s+(\\S.*)");

  /** Lines of others than the clients. */
  private static final Pattern OTHER_LOGGER =
      Pattern.compile(
          ".*\\b(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\s+(?!jepsen\\.util\\s)\\S+\\s+-\\s.*");

  private EtcdLog() {}

  static History read(String text) {
    History.Builder history = History.builder();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      Matcher event = EVENT.matcher(line);
      if (!event.matches()) {
        // A line cut short is not one of another logger.
        if (!line.isBlank() && !OTHER_LOGGER.matcher(line).matches()) {
          throw new MalformedHistoryException(
              number, "expected 'process :type :f value', found '" + line + "'");
        }
        continue;
      }
      if (!event.group(1).startsWith(":")) {
        history.add(number, op(number, event));
      }
    }
    return history.build();
  }

  private static Op op(int number, Matcher event) {
    int process;
    try {
      process = Integer.parseInt(event.group(1));
    } catch (NumberFormatException e) {
      throw new MalformedHistoryException(
          number, "process is " + event.group(1) + "; expected a number");
    }
    String rest = event.group(4).strip();
    // An error stands where the value would: ":timed-out".
    boolean isError = rest.startsWith(":");
    Object value = isError || rest.isEmpty() ? null : value(number, rest);
    return new Op(
        Op.UNNUMBERED,
        process,
        OpFields.type(number, event.group(2)),
        event.group(3),
        null,
        value,
        Op.NO_TIME,
        isError ? Map.of("error", rest.substring(1)) : Map.of());
  }

  private static @Nullable Object value(int number, String text) {
    EdnReader in = new EdnReader(new TextCursor(text, number));
    Object value = in.read();
    boolean isCutShort = value instanceof String && !text.startsWith("\"");
    if (isCutShort || !in.atEnd()) {
      throw new MalformedHistoryException(number, "expected one value, found '" + text + "'");
    }
    return value;
  }
}
