package dev.palisade.cli.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What a loop runs.
 *
 * @param operation starts one operation, given its number from 0: in a closed loop that of its
 *     slot, which has one operation at a time, in an open loop its own; called by several threads
 * @param reason names a failure for the count of errors
 * @param progress hears how far the run is
 */
public record Load(
    IntFunction<CompletionStage<?>> operation,
    Function<Throwable, String> reason,
    Progress progress) {
  /** Hears about a run once a second, on one thread. */
  public interface Progress {
    /** For runs that nobody watches. */
    Progress NONE = (seconds, operations) -> {};

    /**
     * Another second is over.
     *
     * @param seconds since the run began
     * @param operations that went well in the last second
     */
    void second(long seconds, long operations);
  }

  /** Starts an operation; one that cannot be started has failed. */
  CompletableFuture<?> start(int number) {
    try {
      return operation.apply(number).toCompletableFuture();
    } catch (RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }
}
