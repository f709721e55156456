package dev.palisade.harness.generator;

/** Another one with a least distance between operations. */
record Rate(long gapNanos, long notBefore, Generator of) implements Generator {
  @Override
  public Next next(Context context) {
    if (context.nanos() < notBefore) {
      return new Next.Pending(notBefore, this);
    }
    Next next = of.next(context);
    // What was missed is not made up for: after a stall there is no burst.
    long then =
        next instanceof Next.Invoke
            ? Math.max(notBefore, context.nanos() - gapNanos) + gapNanos
            : notBefore;
    return next.withRest(rest -> new Rate(gapNanos, then, rest));
  }

  @Override
  public Generator update(Event event) {
    return new Rate(gapNanos, notBefore, of.update(event));
  }
}
