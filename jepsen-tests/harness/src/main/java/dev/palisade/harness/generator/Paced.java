package dev.palisade.harness.generator;

/**
 * Another one, of which each operation says how soon the next may begin.
 *
 * @param notBefore since the run's start
 */
record Paced(Pace pace, long notBefore, Generator of) implements Generator {
  /** Decides it; a value. */
  interface Pace {
    /**
     * After an operation.
     *
     * @param nanos when it began
     * @param allowedFrom since when it might have
     */
    Then after(long nanos, long allowedFrom);
  }

  /** When the next may begin, and what decides about the one behind that. */
  record Then(long notBefore, Pace pace) {}

  static Paced of(Pace pace, Generator of) {
    return new Paced(pace, 0, of);
  }

  @Override
  public Next next(Context context) {
    if (context.nanos() < notBefore) {
      return new Next.Pending(notBefore, this);
    }
    Next next = of.next(context);
    Then then =
        next instanceof Next.Invoke
            ? pace.after(context.nanos(), notBefore)
            : new Then(notBefore, pace);
    return next.withRest(rest -> new Paced(then.pace(), then.notBefore(), rest));
  }

  @Override
  public Generator update(Event event) {
    return new Paced(pace, notBefore, of.update(event));
  }

  /** The same distance each time. What was missed is not made up for: no burst after a stall. */
  record Even(long gapNanos) implements Pace {
    @Override
    public Then after(long nanos, long allowedFrom) {
      return new Then(Math.max(allowedFrom, nanos - gapNanos) + gapNanos, this);
    }
  }

  /** Distances that dice decide. */
  record Uneven(long seed, long number, long meanNanos) implements Pace {
    @Override
    public Then after(long nanos, long allowedFrom) {
      long gap = Dice.of(seed, number).nextLong(2 * meanNanos + 1);
      return new Then(nanos + gap, new Uneven(seed, number + 1, meanNanos));
    }
  }

  /**
   * Several at once, and then a pause.
   *
   * @param left of this burst
   */
  record Bursts(int size, long pauseNanos, int left) implements Pace {
    @Override
    public Then after(long nanos, long allowedFrom) {
      return left > 1
          ? new Then(nanos, new Bursts(size, pauseNanos, left - 1))
          : new Then(nanos + pauseNanos, new Bursts(size, pauseNanos, size));
    }
  }
}
