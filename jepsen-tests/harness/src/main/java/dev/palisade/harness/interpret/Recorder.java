package dev.palisade.harness.interpret;

import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.Op;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a history as JSON lines while it happens. Thread-safe. */
public final class Recorder implements AutoCloseable {
  private final BufferedWriter out;
  private boolean closed;

  /** Begins an empty history in a file. */
  public Recorder(Path file) throws IOException {
    out = Files.newBufferedWriter(file);
  }

  /** Adds an event; what comes after the end is dropped. */
  synchronized void add(Op op) {
    if (closed) {
      return;
    }
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("index", (long) op.index());
    line.put("process", (long) op.process());
    line.put("type", op.type().name().toLowerCase(Locale.ROOT));
    line.put("f", op.f());
    if (op.key() != null) {
      line.put("key", op.key());
    }
    line.put("value", op.value());
    line.put("time", op.timeNanos());
    line.putAll(op.extra());
    try {
      out.write(JsonText.of(line));
      out.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("could not write the history", e);
    }
  }

  /** Hands what was added to the operating system. */
  synchronized void flush() {
    try {
      if (!closed) {
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not write the history", e);
    }
  }

  /** Completes the file; again does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      out.close();
    }
  }
}
