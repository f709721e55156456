package dev.palisade.sim.client;

/** How the operations of all clients of a run ended. Not thread-safe. */
public final class Tally {
  private long done;
  private long refused;
  private long unknown;
  private long writesDone;

  void countDone(boolean isWrite) {
    done++;
    writesDone += isWrite ? 1 : 0;
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

  /** Writes that went through the log and were answered, with an effect or not. */
  public long writesDone() {
    return writesDone;
  }
}
