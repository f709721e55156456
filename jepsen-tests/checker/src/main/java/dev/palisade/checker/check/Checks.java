package dev.palisade.checker.check;

import dev.palisade.checker.model.Model;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The checks beside linearizability by name, for commands and configuration. */
public final class Checks {
  private static final int MOST_STATES = 1_000_000;

  /**
   * What some checks want to know.
   *
   * @param total of all accounts of a bank; null when it is no bank
   * @param model of the object whose sequential consistency is asked for
   */
  public record Parameters(@Nullable Long total, Model<?> model) {}

  /** The check that takes a model. */
  public static final String SEQUENTIAL_CONSISTENCY = "sequential-consistency";

  private record Rule(Function<Parameters, HistoryCheck> make, String wants) {}

  private static final String ADDS_AND_READS = "no add, or no read that succeeded";

  private static final TreeMap<String, Rule> BY_NAME =
      new TreeMap<>(
          Map.ofEntries(
              rule("bank", of -> bank(of, Bank.Negative.WRONG), "no read succeeded"),
              rule(
                  "bank-with-overdraft",
                  of -> bank(of, Bank.Negative.ALLOWED),
                  "no read succeeded"),
              rule("counter", _ -> new CounterBounds(), "no read succeeded"),
              rule("long-fork", _ -> new LongFork(), "no read succeeded"),
              rule("monotonic-reads", _ -> new MonotonicReads(), "no read of a number succeeded"),
              rule(SEQUENTIAL_CONSISTENCY, Checks::sequential, "no call that counts"),
              rule("set", _ -> new SetCheck(), ADDS_AND_READS),
              rule("set-full", _ -> new SetFull(SetFull.Staleness.WRONG), ADDS_AND_READS),
              rule(
                  "set-full-stale-reads",
                  _ -> new SetFull(SetFull.Staleness.ALLOWED),
                  ADDS_AND_READS),
              rule("stats", _ -> new Stats(), "no call of a client"),
              rule("total-queue", _ -> new TotalQueue(), "no enqueue and nothing dequeued"),
              rule("unique-ids", _ -> new UniqueIds(), "no generate succeeded")));

  private static Map.Entry<String, Rule> rule(
      String name, Function<Parameters, HistoryCheck> make, String wants) {
    return Map.entry(name, new Rule(make, wants));
  }

  private Checks() {}

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /** Whether the check is of a bank, which has a total. */
  public static boolean takesTotal(String name) {
    return name.startsWith("bank");
  }

  /**
   * A check; unknown where it finds nothing to judge.
   *
   * @param perKey whether each key is judged alone
   * @throws IllegalArgumentException if there is none of that name, or a parameter is missing that
   *     it wants
   */
  public static HistoryCheck named(String name, Parameters parameters, boolean perKey) {
    Rule rule = BY_NAME.get(name);
    if (rule == null) {
      throw new IllegalArgumentException(
          "there is no check '" + name + "'; there are " + String.join(", ", names()));
    }
    HistoryCheck check = rule.make.apply(parameters);
    return HistoryCheck.demanding(
        perKey ? HistoryCheck.independent(check, HistoryCheck.Keyless.NOTED) : check, rule.wants);
  }

  private static HistoryCheck sequential(Parameters of) {
    return new SequentialConsistency<>(of.model, MOST_STATES);
  }

  private static HistoryCheck bank(Parameters of, Bank.Negative negative) {
    Long total = of.total;
    if (total == null) {
      throw new IllegalArgumentException("a bank is checked against a total, which is not given");
    }
    return new Bank(total, negative);
  }
}
