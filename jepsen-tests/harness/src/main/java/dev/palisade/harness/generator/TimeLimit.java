package dev.palisade.harness.generator;

/**
 * Another one until a moment.
 *
 * @param endNanos since the run's start; {@link #NOT_BEGUN} before it was asked
 */
record TimeLimit(long nanos, long endNanos, Generator of) implements Generator {
  static final long NOT_BEGUN = Long.MIN_VALUE;

  @Override
  public Next next(Context context) {
    long end = endNanos == NOT_BEGUN ? context.nanos() + nanos : endNanos;
    if (context.nanos() >= end) {
      return new Next.Exhausted();
    }
    Next next = of.next(context).withRest(rest -> new TimeLimit(nanos, end, rest));
    return next instanceof Next.Pending(var until, var rest)
        ? new Next.Pending(Math.min(until, end), rest)
        : next;
  }

  @Override
  public Generator update(Event event) {
    return new TimeLimit(nanos, endNanos, of.update(event));
  }
}
