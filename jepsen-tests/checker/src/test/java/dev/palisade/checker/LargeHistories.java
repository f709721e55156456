package dev.palisade.checker;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Linearizable histories of many calls, made by many clients of true registers. */
final class LargeHistories {
  private final Random random;
  private final int processes;
  private final int values;
  private long nextValue = 1;

  /**
   * @param processes how many calls overlap, about
   * @param values how many values there are; 0 if every write has its own
   */
  LargeHistories(long seed, int processes, int values) {
    this.random = new Random(seed);
    this.processes = processes;
    this.values = values;
  }

  /** A client's call: invoked, then effective, then completed. */
  private static final class Client {
    boolean open;
    boolean effective;
    String f = "";
    int key;
    long from;
    long to;
    boolean failed;
  }

  /**
   * A history over keys from 0, all starting at value 0; a part of the calls are compare-and-set.
   */
  History next(int calls, int keys, double casShare) {
    long[] registers = new long[keys];
    Client[] clients = new Client[processes];
    History.Builder history = History.builder();
    int invoked = 0;
    int completed = 0;
    while (completed < calls) {
      int process = random.nextInt(processes);
      Client client = clients[process] == null ? clients[process] = new Client() : clients[process];
      if (!client.open) {
        if (invoked < calls) {
          invoke(client, registers, casShare);
          invoked++;
          history.add(op(process, OpType.INVOKE, client));
        }
      } else if (!client.effective) {
        takeEffect(client, registers);
      } else {
        client.open = false;
        completed++;
        history.add(op(process, client.failed ? OpType.FAIL : OpType.OK, client));
      }
    }
    return history.build();
  }

  private void invoke(Client client, long[] registers, double casShare) {
    client.open = true;
    client.effective = false;
    client.failed = false;
    client.key = random.nextInt(registers.length);
    double kind = random.nextDouble();
    client.f = kind < casShare ? "cas" : kind < (1 + casShare) / 2 ? "write" : "read";
    client.from = values == 0 ? registers[client.key] : random.nextInt(values);
    client.to = client.f.equals("read") ? -1 : values == 0 ? nextValue++ : random.nextInt(values);
  }

  private static void takeEffect(Client client, long[] registers) {
    client.effective = true;
    long now = registers[client.key];
    switch (client.f) {
      case "read" -> client.to = now;
      case "write" -> registers[client.key] = client.to;
      default -> {
        client.failed = now != client.from;
        registers[client.key] = client.failed ? now : client.to;
      }
    }
  }

  private static Op op(int process, OpType type, Client client) {
    Object value = client.f.equals("cas") ? List.of(client.from, client.to) : (Object) client.to;
    boolean unread = client.f.equals("read") && type == OpType.INVOKE;
    return new Op(
        Op.UNNUMBERED,
        process,
        type,
        client.f,
        (long) client.key,
        unread ? null : value,
        Op.NO_TIME,
        Map.of());
  }
}
