package dev.palisade.harness.palisade;

import dev.palisade.client.Bytes;
import dev.palisade.client.GetResult;
import dev.palisade.client.KeyRange;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.client.Txn;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.workload.BankWorkload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Accounts as keys, transfers as transactions that compare the revisions that were read. */
final class BankClient implements Client {
  private static final String PREFIX = "bank/";

  private final PalisadeClient client;

  BankClient(PalisadeClient client) {
    this.client = client;
  }

  @Override
  public void setup() {
    Txn open = client.txn().ifAbsent(PREFIX + 0);
    for (int account = 0; account < BankWorkload.ACCOUNTS; account++) {
      open.thenPut(PREFIX + account, Long.toString(BankWorkload.EACH));
    }
    open.commit();
  }

  @Override
  public Completion invoke(Operation operation) {
    try {
      return switch (operation.f()) {
        case "read" -> Completion.ok(balances());
        case "transfer" -> transfer(operation);
        default -> throw new IllegalArgumentException("banks know no " + operation.f());
      };
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || operation.f().equals("read")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private Map<String, Long> balances() {
    Map<String, Long> balances = new TreeMap<>();
    for (KeyValue kv : client.range(KeyRange.prefix(Bytes.of(PREFIX))).kvs()) {
      balances.put(kv.key().asText().substring(PREFIX.length()), Long.valueOf(kv.value().asText()));
    }
    return balances;
  }

  private Completion transfer(Operation operation) {
    List<?> order = operation.list();
    Bytes from = Bytes.of(PREFIX + order.get(0));
    Bytes to = Bytes.of(PREFIX + order.get(1));
    long amount = ((Number) order.get(2)).longValue();
    KeyValue source;
    KeyValue target;
    try {
      source = account(client.get(from));
      target = account(client.get(to));
    } catch (PalisadeException unread) {
      // Nothing was asked yet that has an effect.
      return Completion.fail(order, String.valueOf(unread.getMessage()));
    }
    long left = balance(source) - amount;
    if (left < 0) {
      return Completion.fail(order, "not enough");
    }
    boolean moved =
        client
            .txn()
            .ifModRevisionEquals(from, source.modRevision())
            .ifModRevisionEquals(to, target.modRevision())
            .thenPut(from, Bytes.of(Long.toString(left)))
            .thenPut(to, Bytes.of(Long.toString(balance(target) + amount)))
            .commit()
            .succeeded();
    return moved ? Completion.ok(order) : Completion.fail(order, "changed meanwhile");
  }

  private static KeyValue account(GetResult read) {
    return read.kv().orElseThrow(() -> new IllegalStateException("an account is gone"));
  }

  private static long balance(KeyValue account) {
    return Long.parseLong(account.value().asText());
  }

  @Override
  public void close() {
    client.close();
  }
}
