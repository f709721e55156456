package dev.palisade.checker.check;

import dev.palisade.checker.model.Register;
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
   * @param initialValue of a register
   */
  public record Parameters(@Nullable Long total, @Nullable Object initialValue) {}

  private static final TreeMap<String, Function<Parameters, HistoryCheck>> BY_NAME =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("bank", of -> bank(of, Bank.Negative.WRONG)),
              Map.entry("bank-with-overdraft", of -> bank(of, Bank.Negative.ALLOWED)),
              Map.entry("counter", _ -> new CounterBounds()),
              Map.entry("long-fork", _ -> new LongFork()),
              Map.entry("monotonic-reads", _ -> new MonotonicReads()),
              Map.entry(
                  "sequential-consistency",
                  of -> new SequentialConsistency<>(new Register(of.initialValue), MOST_STATES)),
              Map.entry("set", _ -> new SetCheck()),
              Map.entry("set-full", _ -> new SetFull(SetFull.Staleness.WRONG)),
              Map.entry("set-full-stale-reads", _ -> new SetFull(SetFull.Staleness.ALLOWED)),
              Map.entry("stats", _ -> new Stats()),
              Map.entry("total-queue", _ -> new TotalQueue()),
              Map.entry("unique-ids", _ -> new UniqueIds())));

  private Checks() {}

  /** All names, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * A check.
   *
   * @throws IllegalArgumentException if there is none of that name, or a parameter is missing that
   *     it wants
   */
  public static HistoryCheck named(String name, Parameters parameters) {
    Function<Parameters, HistoryCheck> made = BY_NAME.get(name);
    if (made == null) {
      throw new IllegalArgumentException(
          "there is no check '" + name + "'; there are " + String.join(", ", names()));
    }
    return made.apply(parameters);
  }

  private static HistoryCheck bank(Parameters of, Bank.Negative negative) {
    Long total = of.total;
    if (total == null) {
      throw new IllegalArgumentException("a bank is checked against a total, which is not given");
    }
    return new Bank(total, negative);
  }
}
