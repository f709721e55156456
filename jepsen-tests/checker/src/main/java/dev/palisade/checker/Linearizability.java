package dev.palisade.checker;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.NotUnderstoodException;
import dev.palisade.checker.model.Model;
import java.time.Duration;
import java.util.Objects;

/**
 * Decides whether histories are linearizable: whether each call seems to take effect at one instant
 * between its invocation and its completion (Herlihy and Wing 1990).
 *
 * <pre>{@code
 * Verdict verdict = Linearizability.of(new CasRegister(0L)).timeout(Duration.ofSeconds(20)).check(history);
 * }</pre>
 *
 * <p>Immutable and thread-safe: each option gives a new checker.
 *
 * @param <S> the states of the model
 */
public final class Linearizability<S> {
  private static final Options DEFAULTS =
      new Options(
          Algorithm.AUTO,
          Duration.ofSeconds(60),
          Runtime.getRuntime().maxMemory() / 2,
          Runtime.getRuntime().availableProcessors(),
          Evidence.FULL);

  /** How much is found out about a violation. */
  public enum Evidence {
    /** All that {@link Verdict.Violation} carries; shrinking may take some of the time budget. */
    FULL,
    /**
     * The failing call; prefix, states and alternatives are empty, and the history is not shrunk.
     */
    FAILING_CALL
  }

  record Options(
      Algorithm algorithm, Duration timeout, long memoryBytes, int threads, Evidence evidence) {}

  private final Model<S> model;
  private final Options options;

  private Linearizability(Model<S> model, Options options) {
    this.model = model;
    this.options = options;
  }

  /** A checker with the default options: any algorithm, 60 s, half the heap, all processors. */
  public static <S> Linearizability<S> of(Model<S> model) {
    return new Linearizability<>(Objects.requireNonNull(model), DEFAULTS);
  }

  /** Uses one algorithm only. */
  public Linearizability<S> algorithm(Algorithm algorithm) {
    return with(
        new Options(
            algorithm, options.timeout, options.memoryBytes, options.threads, options.evidence));
  }

  /** Gives up, undecided, after this time for a history; positive. */
  public Linearizability<S> timeout(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("timeout " + timeout + " is not positive");
    }
    return with(
        new Options(
            options.algorithm, timeout, options.memoryBytes, options.threads, options.evidence));
  }

  /** Gives up, undecided, when the search would hold more than so many bytes; positive. */
  public Linearizability<S> memoryBytes(long memoryBytes) {
    if (memoryBytes <= 0) {
      throw new IllegalArgumentException("memory of " + memoryBytes + " bytes is not positive");
    }
    return with(
        new Options(
            options.algorithm, options.timeout, memoryBytes, options.threads, options.evidence));
  }

  /** Checks at most so many partitions at a time; positive. */
  public Linearizability<S> threads(int threads) {
    if (threads <= 0) {
      throw new IllegalArgumentException(threads + " threads are not positive");
    }
    return with(
        new Options(
            options.algorithm, options.timeout, options.memoryBytes, threads, options.evidence));
  }

  /** Sets how much is found out about a violation. */
  public Linearizability<S> evidence(Evidence evidence) {
    return with(
        new Options(
            options.algorithm, options.timeout, options.memoryBytes, options.threads, evidence));
  }

  private Linearizability<S> with(Options changed) {
    return new Linearizability<>(model, changed);
  }

  /**
   * Judges a history.
   *
   * @throws NotUnderstoodException if the model cannot understand a call of it, and no other object
   *     of the history violates the model
   */
  public Verdict check(History history) {
    return new Check<>(model, options, history).run();
  }
}
