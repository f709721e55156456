package dev.palisade.harness.generator;

import dev.palisade.checker.history.OpType;

/**
 * Another one, one operation at a time, until one succeeds.
 *
 * @param busy the worker whose operation is awaited, or {@link #NOBODY}
 */
record UntilOk(Generator of, int busy, boolean done) implements Generator {
  static final int NOBODY = -1;

  @Override
  public Next next(Context context) {
    if (done) {
      return new Next.Exhausted();
    }
    if (busy != NOBODY) {
      return new Next.Pending(Long.MAX_VALUE, this);
    }
    Next next = of.next(context);
    int then = next instanceof Next.Invoke invoke ? invoke.worker() : NOBODY;
    return next.withRest(rest -> new UntilOk(rest, then, false));
  }

  @Override
  public Generator update(Event event) {
    Generator rest = of.update(event);
    if (event.worker() != busy || event.type() == OpType.INVOKE) {
      return new UntilOk(rest, busy, done);
    }
    return new UntilOk(rest, NOBODY, event.type() == OpType.OK);
  }
}
