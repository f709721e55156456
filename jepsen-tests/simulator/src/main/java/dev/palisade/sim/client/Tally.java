package dev.palisade.sim.client;

/** How the operations of all clients of a run ended. Not thread-safe. */
public final class Tally {
  private long done;
  private long refused;
  private long unknown;

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
