package dev.palisade.harness.fault;

import dev.palisade.checker.format.JsonText;
import dev.palisade.harness.net.Link;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code faults.jsonl} as things happen. Thread-safe. */
final class FaultLog implements AutoCloseable {
  private final BufferedWriter out;
  private boolean closed;

  FaultLog(Path file) throws IOException {
    out = Files.newBufferedWriter(file);
  }

  /** A fault is in force. */
  void began(String id, Fault fault, Injection injection, long nanos) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("id", id);
    line.put("name", fault.name());
    line.put("family", fault.family().word());
    line.put("begin", nanos);
    line.put("nodes", injection.nodes().stream().map(Long::valueOf).toList());
    line.put("links", injection.links().stream().map(Object::toString).toList());
    line.put("description", injection.description());
    write(line);
  }

  /** Its healing began and was done. */
  void ended(String id, long nanos, long doneNanos) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("id", id);
    line.put("end", nanos);
    line.put("healed", doneNanos);
    write(line);
  }

  /** From now on nothing passes these links, whichever fault it is that has cut them. */
  void cut(long number, Collection<Link> links, long nanos) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("cut", number);
    line.put("time", nanos);
    line.put("links", links.stream().map(Object::toString).toList());
    write(line);
  }

  /** That cut is about to be taken off. */
  void joining(long number, long nanos) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("joining", number);
    line.put("time", nanos);
    write(line);
  }

  /** The members are those that were asked for, each with a vote. */
  void settled(Collection<Integer> members, long nanos) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("note", "settled");
    line.put("time", nanos);
    line.put("description", "members are as asked for");
    line.put("members", members.stream().map(Long::valueOf).toList());
    write(line);
  }

  /** Something else worth knowing. */
  void note(String what, String text, long nanos) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("note", what);
    line.put("time", nanos);
    line.put("description", text);
    write(line);
  }

  private synchronized void write(Map<String, @Nullable Object> line) {
    if (closed) {
      return;
    }
    try {
      out.write(JsonText.of(line));
      out.newLine();
      out.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("could not write faults.jsonl", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    out.close();
  }
}
