package dev.palisade.checker.generate;

import dev.palisade.checker.Algorithm;
import dev.palisade.checker.Linearizability;
import dev.palisade.checker.Verdict;
import dev.palisade.checker.history.History;
import dev.palisade.checker.model.Model;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * Makes histories of an object: the same seed gives the same history. Immutable and thread-safe, if
 * model and workload are.
 *
 * <pre>{@code
 * var histories = new Histories<>(new Register(null), Workloads.register());
 * History legal = histories.legal(new Shape(1000, 20, 0.01), 7);
 * Optional<History> stale = histories.faulty(new Shape(10, 3, 0.1), Fault.STALE_READ, 7);
 * }</pre>
 *
 * @param <S> the states of the model
 */
public final class Histories<S> {
  /** More calls than this cannot be searched exhaustively. */
  public static final int MOST_LABELLED_CALLS = 12;

  private final Model<S> model;
  private final Workload<S> workload;

  /** Histories of a model's object under a workload. */
  public Histories(Model<S> model, Workload<S> workload) {
    this.model = model;
    this.workload = workload;
  }

  /** A history that is linearizable, since each call took effect at one instant. */
  public History legal(Shape shape, long seed) {
    return new Run<>(model, workload, new Random(seed), Optional.empty()).run(shape);
  }

  /** A history with a fault in it; empty if nothing in it gave occasion for that fault. */
  public Optional<History> faulty(Shape shape, Fault fault, long seed) {
    Run<S> run = new Run<>(model, workload, new Random(seed), Optional.of(fault));
    History history = run.run(shape);
    if (fault == Fault.SWAPPED_REVISION) {
      return Swaps.swapAnswers(history, new Random(seed));
    }
    return run.faultHappened() ? Optional.of(history) : Optional.empty();
  }

  /**
   * Says of a history whether it is linearizable, by trying all orders.
   *
   * @throws IllegalArgumentException if it has more than {@link #MOST_LABELLED_CALLS}
   * @throws IllegalStateException if not even the search of a minute came to an end
   */
  public Labelled label(History history, Optional<Fault> fault) {
    if (history.callCount() > MOST_LABELLED_CALLS) {
      throw new IllegalArgumentException(
          "%d calls cannot be searched exhaustively; at most %d"
              .formatted(history.callCount(), MOST_LABELLED_CALLS));
    }
    Verdict verdict =
        Linearizability.of(model)
            .algorithm(Algorithm.EXHAUSTIVE)
            .timeout(Duration.ofMinutes(1))
            .evidence(Linearizability.Evidence.FAILING_CALL)
            .check(history);
    return switch (verdict) {
      case Verdict.Linearizable _ -> new Labelled(history, fault, true);
      case Verdict.Violation _ -> new Labelled(history, fault, false);
      case Verdict.Undecided(_, var cause, var detail) ->
          throw new IllegalStateException("undecided: " + cause + ", " + detail);
    };
  }
}
