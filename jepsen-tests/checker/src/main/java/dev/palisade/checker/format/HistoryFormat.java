package dev.palisade.checker.format;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a history stands in a file. What is no history is refused with the line and the reason.
 *
 * <pre>
 *   History history = HistoryFormat.EDN.read(Path.of("history.edn"));
 *   Files.writeString(path, HistoryFormat.JSONL.write(history));
 * </pre>
 */
public enum HistoryFormat {
  /**
   * Jepsen's EDN: a vector or list of events, or one after the other; each a map, a tagged record,
   * or {@code [process type f value]}.
   */
  EDN,
  /** A JSON object a line with process, type, f, key, value, index and time. */
  JSONL,
  /** The log of an old Jepsen run, as those of etcd that Porcupine collected; only read. */
  ETCD,
  /** EDN of a key-value store with {@code :key}, one event a line. */
  KV;

  /**
   * Reads a history from a file in UTF-8, which may be compressed with gzip, whatever its name.
   *
   * @throws MalformedHistoryException if it holds none
   * @throws IOException if it cannot be read
   */
  public History read(Path file) throws IOException {
    return parse(FileText.of(Files.readAllBytes(file)));
  }

  /**
   * Reads a history from a stream up to its end, like from a file.
   *
   * @throws MalformedHistoryException if it holds none
   * @throws IOException if it cannot be read
   */
  public History read(InputStream in) throws IOException {
    return parse(FileText.of(in.readAllBytes()));
  }

  /**
   * Reads a value as it stands in a history of this format: JSON for {@link #JSONL}, otherwise EDN.
   *
   * @throws MalformedHistoryException if it is no value, or not only one
   */
  public @Nullable Object parseValue(String text) {
    TextCursor in = new TextCursor(text, 1);
    if (this == JSONL) {
      return new JsonReader(in).readOnly();
    }
    EdnReader edn = new EdnReader(in);
    Object value = edn.read();
    if (!edn.atEnd()) {
      throw new MalformedHistoryException(1, "something follows the value");
    }
    return value;
  }

  /**
   * Reads a history from a text.
   *
   * @throws MalformedHistoryException if it holds none
   */
  public History parse(String text) {
    if (text.isBlank()) {
      throw new MalformedHistoryException(1, "there is nothing; an empty history in EDN is []");
    }
    return switch (this) {
      case EDN -> parseEdn(text);
      case KV -> withKeys(parseEdn(text));
      case JSONL -> parseJsonLines(text);
      case ETCD -> EtcdLog.read(text);
    };
  }

  /**
   * The history as a text.
   *
   * @throws UnsupportedOperationException for {@link #ETCD}, which is only read
   */
  public String write(History history) {
    StringBuilder text = new StringBuilder();
    for (int position = 0; position < history.size(); position++) {
      write(history, position, text);
    }
    return text.toString();
  }

  /**
   * Writes the history event by event, so that a long one need not fit in memory twice.
   *
   * @throws UnsupportedOperationException for {@link #ETCD}, which is only read
   */
  public void write(History history, Appendable out) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int position = 0; position < history.size(); position++) {
      line.setLength(0);
      write(history, position, line);
      out.append(line);
    }
  }

  private void write(History history, int position, StringBuilder text) {
    switch (this) {
      case EDN, KV -> EdnWriter.event(OpFields.fields(history, position), text);
      case JSONL -> JsonWriter.write(OpFields.fields(history, position), text);
      case ETCD ->
          throw new UnsupportedOperationException("etcd's log is only read; write EDN or JSONL");
    }
    text.append('\n');
  }

  /**
   * Reads JSON lines of a recorder that may have been cut short: a last line that is torn is left
   * out, and no more than a line is held besides the history. A file without events gives an empty
   * history.
   *
   * @throws MalformedHistoryException if another line holds no event
   * @throws IOException if it cannot be read
   */
  public static History readUnfinished(Path file) throws IOException {
    History.Builder history = History.builder();
    ProcessNumbers processes = new ProcessNumbers(history);
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      int number = 0;
      String line = in.readLine();
      while (line != null) {
        int at = ++number;
        String next = in.readLine();
        Optional<Op> op =
            line.isBlank() ? Optional.empty() : event(line, at, next == null, processes);
        op.ifPresent(found -> history.add(at, found));
        line = next;
      }
    }
    return history.build();
  }

  private static Optional<Op> event(
      String line, int number, boolean isLast, ProcessNumbers processes) {
    Object fields;
    try {
      fields = new JsonReader(new TextCursor(line, number)).readOnly();
    } catch (MalformedHistoryException torn) {
      if (isLast) {
        return Optional.empty();
      }
      throw torn;
    }
    return OpFields.op(number, fields, processes);
  }

  private static History parseEdn(String text) {
    EdnReader in = new EdnReader(new TextCursor(text, 1));
    History.Builder history = History.builder();
    ProcessNumbers processes = new ProcessNumbers(history);
    if (in.takesSequence()) {
      while (!in.endsSequence()) {
        addEdn(in, history, processes);
      }
      if (!in.atEnd()) {
        throw new MalformedHistoryException(
            in.line(), "something follows the " + in.sequenceName() + " of events");
      }
    } else {
      while (!in.atEnd()) {
        addEdn(in, history, processes);
      }
    }
    return history.build();
  }

  private static History withKeys(History history) {
    for (int at = 0; at < history.size(); at++) {
      if (history.key(at) == null) {
        throw new MalformedHistoryException(history.line(at), "the event has no key");
      }
    }
    return history;
  }

  private static void addEdn(EdnReader in, History.Builder history, ProcessNumbers processes) {
    int line = in.line();
    OpFields.op(line, in.read(), processes).ifPresent(op -> history.add(line, op));
  }

  private static History parseJsonLines(String text) {
    History.Builder history = History.builder();
    ProcessNumbers processes = new ProcessNumbers(history);
    int number = 0;
    for (String line : text.lines().toList()) {
      int at = ++number;
      if (!line.isBlank()) {
        Object event = new JsonReader(new TextCursor(line, at)).readOnly();
        OpFields.op(at, event, processes).ifPresent(op -> history.add(at, op));
      }
    }
    return history.build();
  }
}
