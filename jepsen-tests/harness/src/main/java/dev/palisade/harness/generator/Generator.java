package dev.palisade.harness.generator;

import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Operation;
import java.util.function.UnaryOperator;

/**
 * What comes next, as a value: asking it changes nothing, and the answer holds what to ask the next
 * time. Implementations are immutable.
 */
public interface Generator {
  /** What comes next. */
  Next next(Context context);

  /** This generator after something has happened; most do not look at it. */
  default Generator update(Event event) {
    return this;
  }

  /** What a generator answers. */
  sealed interface Next {
    /**
     * A free worker is to do something.
     *
     * @param rest to be asked the next time
     */
    record Invoke(int worker, Operation operation, Generator rest) implements Next {}

    /**
     * Nothing now.
     *
     * @param untilNanos ask again then, since the run's start, or when something has happened
     */
    record Pending(long untilNanos, Generator rest) implements Next {}

    /** Nothing ever again. */
    record Exhausted() implements Next {}

    /** The same with another rest, where there is one. */
    default Next withRest(UnaryOperator<Generator> change) {
      return switch (this) {
        case Invoke(var worker, var operation, var rest) ->
            new Invoke(worker, operation, change.apply(rest));
        case Pending(var until, var rest) -> new Pending(until, change.apply(rest));
        case Exhausted exhausted -> exhausted;
      };
    }
  }

  /**
   * A worker began something, or ended it.
   *
   * @param type as the history has it
   */
  record Event(int worker, OpType type, Operation operation) {}
}
