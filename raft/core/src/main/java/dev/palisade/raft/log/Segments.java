package dev.palisade.raft.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the log, oldest first, their numbers without a gap. A segment that is read while
 * it is removed stays open until its last reader lets go. Thread-safe; no I/O under the lock but
 * the closing of a file.
 */
final class Segments {
  private final List<Held> held = new ArrayList<>();

  private static final class Held {
    final Segment segment;
    int readers;
    boolean removed;

    Held(Segment segment) {
      this.segment = segment;
    }
  }

  /** A segment that stays open until this is closed. */
  final class Lease implements AutoCloseable {
    private final Held held;

    private Lease(Held held) {
      this.held = held;
    }

    Segment segment() {
      return held.segment;
    }

    @Override
    public void close() throws IOException {
      release(held);
    }
  }

  synchronized void add(Segment segment) {
    held.add(new Held(segment));
  }

  synchronized List<Segment> list() {
    return held.stream().map(h -> h.segment).toList();
  }

  synchronized Segment newest() {
    return held.getLast().segment;
  }

  /** Keeps the segment with this number open; null when the log no longer has it. */
  synchronized @Nullable Lease lease(long number) {
    long at = held.isEmpty() ? -1 : number - held.getFirst().segment.number();
    if (at < 0 || at >= held.size()) {
      return null;
    }
    Held found = held.get((int) at);
    found.readers++;
    return new Lease(found);
  }

  /** Forgets the oldest segment, and closes it as soon as nobody reads it. */
  synchronized void removeOldest() throws IOException {
    Held oldest = held.removeFirst();
    oldest.removed = true;
    closeUnlessRead(oldest);
  }

  /** Forgets all. */
  synchronized void removeAll() throws IOException {
    while (!held.isEmpty()) {
      removeOldest();
    }
  }

  private synchronized void release(Held released) throws IOException {
    released.readers--;
    if (released.removed) {
      closeUnlessRead(released);
    }
  }

  private static void closeUnlessRead(Held held) throws IOException {
    if (held.readers == 0) {
      held.segment.file().close();
    }
  }
}
