package dev.palisade.sim.client;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the operations of all clients of a run ended. Not thread-safe. */
public final class Tally {
  private final TreeMap<String, Long> kinds = new TreeMap<>();
  private long done;
  private long refused;
  private long unknown;

  void count(Intent intent) {
    String kind = intent.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    kinds.merge(kind, 1L, Long::sum);
  }

  /** How many operations of each kind ended, in any way. */
  public SortedMap<String, Long> kinds() {
    return kinds;
  }

  void countDone() {
    done++;
  }

  void countRefused() {
    refused++;
  }

  void countUnknown() {
    unknown++;
  }

  /** Answered, refusals by the state machine included. */
  public long done() {
    return done;
  }

  /** Ended without an attempt that could have had an effect. */
  public long refused() {
    return refused;
  }

  /** Given up without knowing. */
  public long unknown() {
    return unknown;
  }
}
