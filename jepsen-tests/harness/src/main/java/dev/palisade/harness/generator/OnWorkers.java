package dev.palisade.harness.generator;

import java.util.TreeSet;

/** Another one that may ask some of the workers. */
record OnWorkers(int from, int to, Generator of) implements Generator {
  @Override
  public Next next(Context context) {
    Context own =
        new Context(
            context.nanos(),
            new TreeSet<>(context.free().subSet(from, to)),
            new TreeSet<>(context.workers().subSet(from, to)));
    return of.next(own).withRest(rest -> new OnWorkers(from, to, rest));
  }

  @Override
  public Generator update(Event event) {
    boolean own = from <= event.worker() && event.worker() < to;
    return own ? new OnWorkers(from, to, of.update(event)) : this;
  }
}
