package dev.palisade.checker.format;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a history stands in a file. What is no history is refused with the line and the reason.
 *
 * <pre>
 *   History history = HistoryFormat.EDN.read(Path.of("history.edn"));
 *   Files.writeString(path, HistoryFormat.JSONL.write(history));
 * </pre>
 */
public enum HistoryFormat {
  /** Jepsen's EDN: a vector of events, or one after the other; maps or tagged records. */
  EDN,
  /** A JSON object a line with process, type, f, key, value, index and time. */
  JSONL,
  /** The log of an old Jepsen run, as those of etcd that Porcupine collected; only read. */
  ETCD,
  /** EDN of a key-value store with {@code :key}, one event a line. */
  KV;

  /**
   * Reads a history from a file in UTF-8.
   *
   * @throws MalformedHistoryException if it holds none
   * @throws IOException if it cannot be read
   */
  public History read(Path file) throws IOException {
    return parse(decode(Files.readAllBytes(file)));
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
      write(history.op(position), text);
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
      write(history.op(position), line);
      out.append(line);
    }
  }

  private void write(Op op, StringBuilder text) {
    switch (this) {
      case EDN, KV -> ValueWriter.edn(OpFields.fields(op), text);
      case JSONL -> ValueWriter.json(OpFields.fields(op), text);
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
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      int number = 0;
      String line = in.readLine();
      while (line != null) {
        int at = ++number;
        String next = in.readLine();
        Optional<Op> op = line.isBlank() ? Optional.empty() : event(line, at, next == null);
        op.ifPresent(found -> history.add(at, found));
        line = next;
      }
    }
    return history.build();
  }

  private static Optional<Op> event(String line, int number, boolean isLast) {
    Object fields;
    try {
      fields = new JsonReader(new TextCursor(line, number)).readOnly();
    } catch (MalformedHistoryException torn) {
      if (isLast) {
        return Optional.empty();
      }
      throw torn;
    }
    return OpFields.op(number, fields);
  }

  private static History parseEdn(String text) {
    EdnReader in = new EdnReader(new TextCursor(text, 1));
    History.Builder history = History.builder();
    if (in.takesVector()) {
      while (!in.endsVector()) {
        addEdn(in, history);
      }
      if (!in.atEnd()) {
        throw new MalformedHistoryException(in.line(), "something follows the vector of events");
      }
    } else {
      while (!in.atEnd()) {
        addEdn(in, history);
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

  private static void addEdn(EdnReader in, History.Builder history) {
    int line = in.line();
    OpFields.op(line, in.read()).ifPresent(op -> history.add(line, op));
  }

  private static History parseJsonLines(String text) {
    History.Builder history = History.builder();
    int number = 0;
    for (String line : text.lines().toList()) {
      int at = ++number;
      if (!line.isBlank()) {
        Object event = new JsonReader(new TextCursor(line, at)).readOnly();
        OpFields.op(at, event).ifPresent(op -> history.add(at, op));
      }
    }
    return history.build();
  }

  private static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new MalformedHistoryException(
          line, "the file is not UTF-8 at byte " + in.position() + "; convert it");
    }
    String text = out.flip().toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
