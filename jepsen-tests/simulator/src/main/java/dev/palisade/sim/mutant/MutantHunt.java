package dev.palisade.sim.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Simulates each mutant, seed by seed, until an oracle sees it. */
public final class MutantHunt {
  /**
   * How a mutant fared.
   *
   * @param oracle the one that saw it, or null when none did
   * @param seeds how many were simulated, the last one included
   */
  public record Caught(Mutant mutant, @Nullable String oracle, long seeds) {}

  private final long firstSeed;
  private final long mostSeeds;

  /** Tries seeds from {@code firstSeed} on, so many at most for each mutant. */
  public MutantHunt(long firstSeed, long mostSeeds) {
    this.firstSeed = firstSeed;
    this.mostSeeds = mostSeeds;
  }

  /**
   * Hunts all of them, several at a time.
   *
   * @param listener hears of each when it is done, one after the other
   * @return in the order given
   */
  public List<Caught> run(List<Mutant> mutants, int jobs, Consumer<Caught> listener)
      throws InterruptedException {
    List<Callable<Caught>> hunts = new ArrayList<>();
    for (Mutant mutant : mutants) {
      hunts.add(
          () -> {
            Caught caught = hunt(mutant);
            synchronized (listener) {
              listener.accept(caught);
            }
            return caught;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(jobs);
    try {
      List<Caught> all = new ArrayList<>();
      for (Future<Caught> each : threads.invokeAll(hunts)) {
        all.add(each.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a hunt ended abnormally: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** A {@link Probe} in the world of the mutant; may be used by several threads. */
  public static Function<String, String> probe(Mutant mutant) {
    return new MutantWorld(MutantCompiler.compile(mutant)).probe();
  }

  /** Hunts one. */
  public Caught hunt(Mutant mutant) {
    Function<String, String> probe = probe(mutant);
    for (long tried = 1; tried <= mostSeeds; tried++) {
      String oracle = probe.apply(Probe.ORACLE + (firstSeed + tried - 1));
      if (!oracle.isEmpty()) {
        return new Caught(mutant, oracle, tried);
      }
    }
    return new Caught(mutant, null, mostSeeds);
  }
}
