package dev.palisade.raft.clock;

/** The clocks of the machine: an edge of the world. Thread-safe. */
public interface TimeSource {
  /** Wall clock, milliseconds since 1970-01-01T00:00Z. May step in either direction. */
  long wallMillis();

  /** Monotonic clock, nanoseconds since an arbitrary moment. */
  long monotonicNanos();
}
