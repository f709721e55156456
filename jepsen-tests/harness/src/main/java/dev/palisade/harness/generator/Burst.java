package dev.palisade.harness.generator;

/**
 * Another one in bursts.
 *
 * @param left of this burst
 */
record Burst(int size, long pauseNanos, int left, long notBefore, Generator of)
    implements Generator {
  @Override
  public Next next(Context context) {
    if (context.nanos() < notBefore) {
      return new Next.Pending(notBefore, this);
    }
    Next next = of.next(context);
    if (!(next instanceof Next.Invoke)) {
      return next.withRest(rest -> new Burst(size, pauseNanos, left, notBefore, rest));
    }
    return left > 1
        ? next.withRest(rest -> new Burst(size, pauseNanos, left - 1, notBefore, rest))
        : next.withRest(
            rest -> new Burst(size, pauseNanos, size, context.nanos() + pauseNanos, rest));
  }

  @Override
  public Generator update(Event event) {
    return new Burst(size, pauseNanos, left, notBefore, of.update(event));
  }
}
