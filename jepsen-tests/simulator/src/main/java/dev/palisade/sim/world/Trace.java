package dev.palisade.sim.world;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a run, in order: as text that a person can read if somebody listens, and always
 * as one number that differs when runs differ. Not thread-safe.
 */
public final class Trace {
  private final Scheduler scheduler;
  private final @Nullable Consumer<String> listener;
  private long hash = 0xCBF29CE484222325L;

  public Trace(Scheduler scheduler, @Nullable Consumer<String> listener) {
    this.scheduler = scheduler;
    this.listener = listener;
  }

  /** Notes an event: its numbers count in the hash, its text is made only for a listener. */
  public void note(long what, long about, Supplier<String> text) {
    mix(scheduler.nowNanos());
    mix(what);
    mix(about);
    if (listener != null) {
      long micros = scheduler.nowNanos() / 1_000;
      listener.accept(
          String.format(
              Locale.ROOT, "%5d.%06d  %s", micros / 1_000_000, micros % 1_000_000, text.get()));
    }
  }

  /** Notes an event whose text is cheap enough to count in the hash. */
  public void note(String text) {
    note(0, text.hashCode(), () -> text);
  }

  /** Equal for equal runs. */
  public long hash() {
    return hash;
  }

  private void mix(long number) {
    hash = (hash ^ number) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 29;
  }
}
