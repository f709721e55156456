package dev.palisade.harness.cluster;

import dev.palisade.checker.format.JsonText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every node four times a second, each on a thread of its own so that one that does not
 * answer holds up no other, and writes what it sees to {@code nodes.jsonl}. Thread-safe.
 */
public final class NodeWatch implements AutoCloseable {
  private static final long EVERY_MILLIS = 250;

  private final Cluster cluster;
  private final long startNanos;
  private final BufferedWriter out;
  private final Map<Integer, Look> latest = new TreeMap<>();
  private final Map<Integer, Thread> threads = new TreeMap<>();
  private boolean closed;

  /** How a node was when it was last looked at. */
  public record Look(Life life, NodeView view) {}

  private NodeWatch(Cluster cluster, long startNanos, BufferedWriter out) {
    this.cluster = cluster;
    this.startNanos = startNanos;
    this.out = out;
  }

  /**
   * Begins to look.
   *
   * @param startNanos when the run began, by {@link System#nanoTime}; written times count from it
   * @param file {@code nodes.jsonl} of the run
   */
  public static NodeWatch start(Cluster cluster, long startNanos, Path file) throws IOException {
    NodeWatch watch = new NodeWatch(cluster, startNanos, Files.newBufferedWriter(file));
    for (int node : cluster.places()) {
      watch.threads.put(
          node, Thread.ofVirtual().name("watch-n" + node).start(() -> watch.watch(node)));
    }
    return watch;
  }

  private void watch(int node) {
    try {
      while (!isClosed()) {
        long time = System.nanoTime() - startNanos;
        Look look = new Look(cluster.life(node), cluster.observe(node));
        write(node, look, time);
        await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("could not write nodes.jsonl", e);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void await() throws InterruptedException {
    long deadline = System.nanoTime() + EVERY_MILLIS * 1_000_000;
    long left = EVERY_MILLIS;
    while (!closed && left > 0) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  private synchronized void write(int node, Look look, long time) throws IOException {
    latest.put(node, look);
    if (closed) {
      return;
    }
    NodeView view = look.view();
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("time", time);
    line.put("node", (long) node);
    line.put("life", look.life().word());
    line.put("role", view.reachable() ? view.role() : null);
    line.put("term", view.term());
    line.put("leader", (long) view.leader());
    line.put("commit", view.commit());
    line.put("applied", view.applied());
    line.put("rssKib", residentKib(node));
    out.write(JsonText.of(line));
    out.newLine();
  }

  /** Resident memory of its process; null where that cannot be told, as on other systems. */
  private @Nullable Long residentKib(int node) {
    OptionalLong pid = cluster.pid(node);
    if (pid.isEmpty()) {
      return null;
    }
    try (Stream<String> lines =
        Files.lines(Path.of("/proc", Long.toString(pid.getAsLong()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.valueOf(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(null);
    } catch (IOException | UncheckedIOException gone) {
      return null;
    }
  }

  /** How each node was when it was last looked at; without those that were not yet. */
  public synchronized Map<Integer, Look> latest() {
    return new TreeMap<>(latest);
  }

  /** Stops looking and completes the file. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
      out.close();
    }
    for (Thread thread : threads.values()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
