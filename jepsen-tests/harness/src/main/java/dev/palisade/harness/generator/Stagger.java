package dev.palisade.harness.generator;

/** Another one at distances that dice decide. */
record Stagger(long seed, long number, long meanNanos, long notBefore, Generator of)
    implements Generator {
  @Override
  public Next next(Context context) {
    if (context.nanos() < notBefore) {
      return new Next.Pending(notBefore, this);
    }
    Next next = of.next(context);
    if (!(next instanceof Next.Invoke)) {
      return next.withRest(rest -> new Stagger(seed, number, meanNanos, notBefore, rest));
    }
    long gap = Dice.of(seed, number).nextLong(2 * meanNanos + 1);
    long then = context.nanos() + gap;
    return next.withRest(rest -> new Stagger(seed, number + 1, meanNanos, then, rest));
  }

  @Override
  public Generator update(Event event) {
    return new Stagger(seed, number, meanNanos, notBefore, of.update(event));
  }
}
