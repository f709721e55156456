package dev.palisade.checker.model;

import static dev.palisade.checker.model.Models.Parameter.FAILED_CAS;
import static dev.palisade.checker.model.Models.Parameter.INITIAL;
import static dev.palisade.checker.model.Models.Parameter.NIL_READ;
import static dev.palisade.checker.model.Models.Parameter.PERMITS;

import dev.palisade.checker.model.CasRegister.FailedCas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The models by their names, for those who choose one by a word. */
public final class Models {
  /** What a model can be told. */
  public enum Parameter {
    /** {@link Parameters#initialValue}. */
    INITIAL("--initial"),
    /** {@link Parameters#nilRead}. */
    NIL_READ("--nil-read"),
    /** {@link Parameters#failedCas}. */
    FAILED_CAS("--failed-cas"),
    /** {@link Parameters#permits}. */
    PERMITS("--permits");

    private final String option;

    Parameter(String option) {
      this.option = option;
    }

    /** The option of the command line that gives it. */
    public String option() {
      return option;
    }
  }

  /**
   * What some models need to know; the others do not look at it, see {@link #parametersOf}.
   *
   * @param initialValue of a register; of a multi-register a map from keys to values, or one value
   *     for all
   * @param nilRead what an observation that answers null means
   * @param failedCas what a failed compare-and-set tells
   * @param permits of a semaphore, or the most holds of a reentrant mutex; at least 1
   */
  public record Parameters(
      @Nullable Object initialValue, NilRead nilRead, FailedCas failedCas, int permits) {
    /**
     * Registers that begin with nil and may read it, failed compare-and-sets dropped, one permit.
     */
    public static final Parameters STANDARD =
        new Parameters(null, NilRead.ABSENT, FailedCas.DROPPED, 1);
  }

  private record Maker(Function<Parameters, Model<?>> make, Set<Parameter> knows) {
    static Maker of(Function<Parameters, Model<?>> make, Parameter... knows) {
      return new Maker(make, Set.of(knows));
    }
  }

  private static final TreeMap<String, Maker> BY_NAME = new TreeMap<>();

  static {
    BY_NAME.put(
        "register", Maker.of(of -> new Register(of.initialValue, of.nilRead), INITIAL, NIL_READ));
    BY_NAME.put(
        "cas-register",
        Maker.of(
            of -> new CasRegister(of.initialValue, of.failedCas, of.nilRead),
            INITIAL,
            NIL_READ,
            FAILED_CAS));
    BY_NAME.put(
        "versioned-register",
        Maker.of(of -> new VersionedRegister(of.initialValue, of.nilRead), INITIAL, NIL_READ));
    BY_NAME.put("multi-register", Maker.of(Models::multiRegister, INITIAL, NIL_READ));
    BY_NAME.put("mutex", Maker.of(_ -> new Mutex()));
    BY_NAME.put("reentrant-mutex", Maker.of(of -> new ReentrantMutex(of.permits), PERMITS));
    BY_NAME.put("semaphore", Maker.of(of -> new Semaphore(of.permits), PERMITS));
    BY_NAME.put("set", Maker.of(of -> new ElementSet(of.nilRead), NIL_READ));
    BY_NAME.put("unordered-queue", Maker.of(of -> new UnorderedQueue(of.nilRead), NIL_READ));
    BY_NAME.put("fifo-queue", Maker.of(of -> new FifoQueue(of.nilRead), NIL_READ));
    BY_NAME.put("stack", Maker.of(of -> new Stack(of.nilRead), NIL_READ));
    BY_NAME.put("counter", Maker.of(of -> new Counter(of.nilRead), NIL_READ));
    BY_NAME.put("key-value", Maker.of(of -> new KeyValue(of.nilRead), NIL_READ));
    BY_NAME.put("fenced-register", Maker.of(of -> new FencedRegister(of.nilRead), NIL_READ));
    BY_NAME.put("fenced-lock", Maker.of(_ -> new FencedLock()));
    BY_NAME.put("transactions", Maker.of(of -> new Transactions(of.nilRead), NIL_READ));
  }

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
    return maker(name).make.apply(parameters);
  }

  /**
   * What the model of this name looks at.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static Set<Parameter> parametersOf(String name) {
    return maker(name).knows;
  }

  private static Maker maker(String name) {
    Maker maker = BY_NAME.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "there is no model '" + name + "'; there are " + String.join(", ", BY_NAME.keySet()));
    }
    return maker;
  }

  private static Model<?> multiRegister(Parameters of) {
    if (!(of.initialValue instanceof Map<?, ?> map)) {
      return new MultiRegister(Map.of(), of.initialValue, of.nilRead);
    }
    Map<Object, Object> values = new HashMap<>();
    map.forEach(
        (key, value) -> {
          if (key == null) {
            throw new IllegalArgumentException("a register has no name in the initial " + map);
          }
          if (value != null) {
            values.put(key, value);
          }
        });
    return new MultiRegister(values, null, of.nilRead);
  }
}
