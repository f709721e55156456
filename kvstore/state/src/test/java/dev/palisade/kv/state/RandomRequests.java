package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Query.At;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests that often mean something in the model's state: few keys with awkward bytes, tokens near
 * the live ones, sessions that exist or did.
 */
final class RandomRequests {
  private static final String[] KEYS = {
    "a", "a\0", "a\0\0", "a\0ÿ", "a/", "a/b", "a/bc", "b", "b\u0001", "\0", "ÿ", "ÿÿ", "c", "d"
  };
  private static final String[] FENCES = {"f", "g", "h", "zk", "e", "i"};
  private static final String[] PREFIXES = {"a", "a/", "a/b", "b", "ÿ"};

  private final Random random;
  private final NaiveModel model;

  RandomRequests(Random random, NaiveModel model) {
    this.random = random;
    this.model = model;
  }

  /** A request, more often than not with a session when there is one. */
  Request next() {
    Command command = command();
    Request.Once once = model.sessions.isEmpty() || random.nextInt(3) == 0 ? null : once();
    return new Request(once, command);
  }

  Query query() {
    At at =
        switch (random.nextInt(3)) {
          case 0 -> new At.Newest();
          case 1 -> new At.Revision(random.nextLong(model.revision() + 3));
          default ->
              new At.Hlc(model.hlcs.get(random.nextInt(model.hlcs.size())) + random.nextInt(3) - 1);
        };
    return random.nextBoolean() ? new Query.Get(key(), at) : new Query.Range(rangeQuery(), at);
  }

  private Request.Once once() {
    List<Long> ids = new ArrayList<>(model.sessions.keySet());
    long id = random.nextInt(12) == 0 ? 1 : ids.get(random.nextInt(ids.size()));
    var session = model.sessions.get(id);
    long newest = session == null || session.answers.isEmpty() ? 0 : session.answers.lastKey();
    long sequence = Math.max(1, newest + random.nextInt(4) - (random.nextInt(4) == 0 ? 3 : 0));
    long acknowledged = random.nextInt(3) == 0 ? Math.max(0, sequence - random.nextInt(6)) : 0;
    return new Request.Once(id, sequence, acknowledged);
  }

  private Command command() {
    int dice = random.nextInt(100);
    if (dice < 35) {
      return new Command.Put(key(), value(), guards(), random.nextBoolean());
    }
    if (dice < 50) {
      return new Command.Delete(range(), guards(), random.nextBoolean());
    }
    if (dice < 70) {
      return new Command.Txn(
          list(2, this::compare), list(4, this::op), list(4, this::op), guards());
    }
    if (dice < 72) {
      return new Command.Compact(model.revision() + 2 - random.nextInt(8));
    }
    if (dice < 90) {
      return fenceCommand();
    }
    if (dice < 97) {
      return new Command.OpenSession(1_000 + random.nextInt(10));
    }
    long session = model.sessions.isEmpty() ? 1 : model.sessions.firstKey();
    return dice < 99
        ? new Command.CloseSession(session)
        : new Command.ExpireSessions(List.of(session, 1L));
  }

  private Command fenceCommand() {
    String fence = pick(FENCES);
    return switch (random.nextInt(6)) {
      case 0, 1 -> new Command.Grant(fence, "holder " + random.nextInt(3), random.nextBoolean());
      case 2 -> new Command.Release(guard());
      case 3 ->
          new Command.DeclareExternal(random.nextInt(4) > 0 ? "zk" : fence, random.nextInt(40));
      case 4 -> new Command.Protect(bytes(pick(PREFIXES)), fence);
      default -> new Command.Unprotect(bytes(pick(PREFIXES)), guards());
    };
  }

  /** Often the guards of all fences that protect something. */
  private List<Guard> guards() {
    List<Guard> guards = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      for (String fence : model.fences.protections.values()) {
        FenceState state = model.fences.states.get(fence);
        if (state != null && state.currentToken() > 0) {
          guards.add(new Guard(fence, state.currentToken()));
        }
      }
    }
    if (random.nextInt(4) == 0) {
      guards.add(guard());
    }
    return guards;
  }

  private Guard guard() {
    String fence = pick(FENCES);
    FenceState state = model.fences.states.get(fence);
    long token =
        state == null ? 1 : state.currentToken() + random.nextInt(8) / 6 - random.nextInt(8) / 7;
    return new Guard(fence, token);
  }

  private Compare compare() {
    Compare.Operator operator = pick(Compare.Operator.values());
    return random.nextBoolean()
        ? new Compare.Value(key(), operator, value())
        : new Compare.Number(key(), operator, pick(Compare.Field.values()), random.nextInt(5));
  }

  private TxnOp op() {
    return switch (random.nextInt(4)) {
      case 0 -> new TxnOp.Put(key(), value(), random.nextBoolean());
      case 1 -> new TxnOp.Delete(range(), random.nextBoolean());
      case 2 -> new TxnOp.Get(key());
      default -> new TxnOp.Range(rangeQuery());
    };
  }

  private RangeQuery rangeQuery() {
    return new RangeQuery(
        range(),
        1 + random.nextInt(5),
        pick(Store.Direction.values()),
        pick(RangeQuery.Shape.values()));
  }

  private KeyRange range() {
    byte[] from = random.nextInt(8) == 0 ? new byte[0] : key();
    if (random.nextInt(3) == 0) {
      return KeyRange.ofKey(key());
    }
    byte @Nullable [] toExclusive = random.nextInt(4) == 0 ? null : key();
    return new KeyRange(from, toExclusive);
  }

  private byte[] key() {
    return bytes(pick(KEYS));
  }

  /** One byte for each character. */
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] value() {
    byte[] value = new byte[random.nextInt(3)];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) random.nextInt(3);
    }
    return value;
  }

  private <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private <T> List<T> list(int most, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      items.add(item.get());
    }
    return items;
  }
}
