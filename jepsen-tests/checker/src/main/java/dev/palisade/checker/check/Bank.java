package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import java.util.Map;

/**
 * Transfers between accounts keep the sum: every {@code read}, a map from accounts to balances,
 * adds up to the total.
 *
 * @param total of all accounts
 * @param negative whether balances may be below 0
 */
public record Bank(long total, Negative negative) implements HistoryCheck {
  /** Whether balances may be below 0. */
  public enum Negative {
    ALLOWED,
    WRONG
  }

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    for (Call call : history.calls()) {
      if (!call.f().equals("read") || call.outcome() != Outcome.OK) {
        continue;
      }
      int line = history.line(call.completedAt());
      if (!(call.result() instanceof Map<?, ?> balances)) {
        notes.unknown("no balances", "the read of line " + line + " is no map of balances");
        continue;
      }
      notes.count("reads", 1);
      long sum = 0;
      for (Map.Entry<?, ?> account : balances.entrySet()) {
        if (!(account.getValue() instanceof Long balance)) {
          notes.invalid(
              "no number",
              "line " + line + ": account " + account.getKey() + " holds no number",
              line);
          continue;
        }
        sum += balance;
        if (balance < 0 && negative == Negative.WRONG) {
          notes.invalid(
              "negative",
              "line " + line + ": account " + account.getKey() + " is at " + balance,
              line);
        }
      }
      if (sum != total) {
        notes.invalid(
            "wrong total", "line %d: %d in all, not %d".formatted(line, sum, total), line);
      }
    }
    return notes.report();
  }
}
