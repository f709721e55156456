package dev.palisade.checker.check;

import dev.palisade.checker.check.LookedAt.Others;
import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Ratio;
import dev.palisade.checker.value.Tagged;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Transfers between accounts keep the sum: every {@code read}, a map from accounts to balances,
 * adds up to the total. {@code transfer} is taken on trust.
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
    for (Call call : LookedAt.calls(history, notes, Set.of("read", "transfer"), Others.MATTER)) {
      if (call.f().equals("read") && call.outcome() == Outcome.OK) {
        judge(notes, history.line(call.completedAt()), Tagged.untagged(call.result()));
      }
    }
    return notes.report();
  }

  private void judge(Report.Notes notes, int line, @Nullable Object read) {
    if (!(read instanceof Map<?, ?> balances)) {
      notes.unknown("no balances", "the read of line " + line + " is no map of balances");
      return;
    }
    notes.count("reads", 1);
    notes.judged(1);
    Ratio sum = Ratio.ZERO;
    for (Map.Entry<?, ?> account : balances.entrySet()) {
      String of = "line " + line + ": account " + account.getKey();
      Ratio balance = Ratio.of(account.getValue());
      if (account.getValue() == null) {
        notes.invalid("no number", of + " holds no number", line);
        return;
      }
      if (balance == null) {
        notes.notUnderstood(line, "account " + account.getKey() + " holds " + account.getValue());
        return;
      }
      sum = sum.plus(balance);
      if (balance.signum() < 0 && negative == Negative.WRONG) {
        notes.invalid("negative", of + " is at " + balance, line);
      }
    }
    if (!sum.equals(Ratio.of(total))) {
      notes.invalid("wrong total", "line %d: %s in all, not %d".formatted(line, sum, total), line);
    }
  }
}
