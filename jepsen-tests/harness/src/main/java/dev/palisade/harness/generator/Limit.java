package dev.palisade.harness.generator;

/** Another one, of which no more than so many operations are left. */
record Limit(long left, Generator of) implements Generator {
  @Override
  public Next next(Context context) {
    if (left <= 0) {
      return new Next.Exhausted();
    }
    Next next = of.next(context);
    long then = next instanceof Next.Invoke ? left - 1 : left;
    return next.withRest(rest -> new Limit(then, rest));
  }

  @Override
  public Generator update(Event event) {
    return new Limit(left, of.update(event));
  }
}
