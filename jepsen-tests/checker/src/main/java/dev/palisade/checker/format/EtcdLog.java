package dev.palisade.checker.format;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.value.Keyword;
import dev.palisade.checker.value.Symbol;
import dev.palisade.checker.value.Unread;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The printed history of a Jepsen run, or its log, one event a line: {@code process :type :f
 * value}, with an error after the value or, in old runs, in its place. A log has {@code INFO
 * jepsen.util -} in front. Lines of other loggers and of the nemesis say nothing.
 */
final class EtcdLog {
  private static final Pattern EVENT =
      Pattern.compile(
          "(?:.*?jepsen\\.util(?::|\\s+-)\\s+)?(\\S+)\\s+:(\\S+)\\s+:(\\S+)\\s+(\\S.*)");

  /** Lines of others than the clients. */
  private static final Pattern OTHER_LOGGER =
      Pattern.compile(
          ".*\\b(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\s+(?:\\[[^\\]]*\\]\\s+)?(?!jepsen\\.util[:\\s])\\S+"
              + "(?::|\\s+-)\\s.*");

  private static final String ERROR = "error";

  private EtcdLog() {}

  static History read(String text) {
    History.Builder history = History.builder();
    ProcessNumbers processes = new ProcessNumbers(history);
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
      int at = number;
      OptionalInt process = processes.of(at, processName(at, event.group(1)));
      process.ifPresent(client -> history.add(at, op(at, client, event)));
    }
    return history.build();
  }

  /** A number, or the keyword or string that names the client. */
  private static @Nullable Object processName(int number, String word) {
    Object name = new EdnReader(new TextCursor(word, number)).read();
    if (name instanceof Symbol || name instanceof Unread) {
      throw new MalformedHistoryException(number, "process is " + word + "; expected a number");
    }
    return name;
  }

  private static Op op(int number, int process, Matcher event) {
    OpType type = OpFields.type(number, event.group(2));
    String rest = event.group(4).strip();
    TextCursor in = new TextCursor(rest, number);
    Object value = value(number, in, rest);
    String error = in.rest().strip();
    boolean mayFail = type == OpType.FAIL || type == OpType.INFO;
    if (!error.isEmpty() && !mayFail) {
      throw new MalformedHistoryException(number, "expected one value, found '" + rest + "'");
    }
    // In old runs the error stands where the value would: ":timed-out".
    if (error.isEmpty() && mayFail && value instanceof Keyword(String name)) {
      value = null;
      error = name;
    }
    return new Op(
        Op.UNNUMBERED,
        process,
        type,
        event.group(3),
        null,
        value,
        Op.NO_TIME,
        error.isEmpty() ? Map.of() : Map.of(ERROR, error));
  }

  private static @Nullable Object value(int number, TextCursor in, String text) {
    Object value = new EdnReader(in).read();
    // A word that is no value in the log of a Jepsen run, such as "ni", was cut short.
    boolean isCutShort = value instanceof Symbol;
    boolean isGlued = !in.rest().isEmpty() && !Character.isWhitespace(in.peek());
    if (isCutShort || isGlued) {
      throw new MalformedHistoryException(number, "expected one value, found '" + text + "'");
    }
    return value;
  }
}
