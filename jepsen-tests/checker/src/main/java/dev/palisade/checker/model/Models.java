package dev.palisade.checker.model;

import dev.palisade.checker.model.CasRegister.FailedCas;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The models by their names, for those who choose one by a word. */
public final class Models {
  /**
   * What some models need to know; the others do not look at it.
   *
   * @param initialValue of a register
   * @param failedCas what a failed compare-and-set tells
   * @param permits of a semaphore, or the most holds of a reentrant mutex; at least 1
   */
  public record Parameters(@Nullable Object initialValue, FailedCas failedCas, int permits) {
    /** A register that begins with nil, failed compare-and-sets dropped, one permit. */
    public static final Parameters STANDARD = new Parameters(null, FailedCas.DROPPED, 1);
  }

  private static final TreeMap<String, Function<Parameters, Model<?>>> BY_NAME =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("register", of -> new Register(of.initialValue)),
              Map.entry("cas-register", of -> new CasRegister(of.initialValue, of.failedCas)),
              Map.entry("versioned-register", of -> new VersionedRegister(of.initialValue)),
              Map.entry("multi-register", _ -> new MultiRegister(Map.of())),
              Map.entry("mutex", _ -> new Mutex()),
              Map.entry("reentrant-mutex", of -> new ReentrantMutex(of.permits)),
              Map.entry("semaphore", of -> new Semaphore(of.permits)),
              Map.entry("set", _ -> new ElementSet()),
              Map.entry("unordered-queue", _ -> new UnorderedQueue()),
              Map.entry("fifo-queue", _ -> new FifoQueue()),
              Map.entry("stack", _ -> new Stack()),
              Map.entry("counter", _ -> new Counter()),
              Map.entry("key-value", _ -> new KeyValue()),
              Map.entry("fenced-register", _ -> new FencedRegister()),
              Map.entry("fenced-lock", _ -> new FencedLock()),
              Map.entry("transactions", _ -> new Transactions())));

  private Models() {}

  /** All names, ascending. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The model of this name.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Model<?> named(String name, Parameters parameters) {
    Function<Parameters, Model<?>> maker = BY_NAME.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "there is no model '" + name + "'; there are " + String.join(", ", BY_NAME.keySet()));
    }
    return maker.apply(parameters);
  }
}
