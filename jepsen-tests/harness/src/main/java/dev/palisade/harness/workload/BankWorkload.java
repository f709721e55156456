package dev.palisade.harness.workload;

import dev.palisade.checker.check.Bank;
import dev.palisade.checker.history.History;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Accounts: {@code transfer [from to amount]} moves money if there is enough, {@code read} answers
 * all balances by account.
 */
public record BankWorkload() implements Workload {
  /** How many accounts there are, numbered from 0. */
  public static final int ACCOUNTS = 8;

  /** What each holds at first. */
  public static final long EACH = 50;

  private static final long MOST = 10;

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public String explanation() {
    return "Transfers between accounts in transactions; every read sees the same total.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, (dice, number) -> operation(dice));
  }

  private static Operation operation(RandomGenerator dice) {
    if (dice.nextInt(3) == 0) {
      return new Operation("read", null, null);
    }
    long from = dice.nextLong(ACCOUNTS);
    long to = (from + 1 + dice.nextLong(ACCOUNTS - 1)) % ACCOUNTS;
    return new Operation("transfer", null, List.of(from, to, 1 + dice.nextLong(MOST)));
  }

  @Override
  public Generator last(List<Object> keys) {
    return Generators.eachUntilOk(Collections.nCopies(3, new Operation("read", null, null)));
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("transfer", "read");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    Bank bank = new Bank(ACCOUNTS * EACH, Bank.Negative.WRONG);
    return List.of(judging.rule("bank: the total never changes", bank, history));
  }
}
