package dev.palisade.sim.client;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Store;
import dev.palisade.sim.world.Dice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Draws what one client does next: puts, deletions of keys and of ranges, compare-and-sets,
 * transactions, fences taken and let go, prefixes protected, also within others, and freed, writes
 * with tokens that may be stale by now, and reads of the newest state or an older one. Not
 * thread-safe.
 */
final class Wishes {
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e");
  private static final List<String> GUARDED = List.of("p/a", "p/b", "q/a");
  private static final List<String> FENCES = List.of("f", "g");
  private static final String EXTERNAL = "x";
  private static final List<String> PREFIXES = List.of("p/", "p/", "p/a", "p", "q/");
  private static final long UNMINTED = 1_000_000;
  private static final int LARGE_BYTES = 300_000;
  private static final int MOST_LARGE = 5;

  private final Dice dice;
  private final String name;
  private final double largeValueChance;
  private final LongSupplier lastHlc;
  private final TreeMap<String, Long> tokens = new TreeMap<>();
  private final TreeMap<String, Long> modRevisions = new TreeMap<>();
  private long revisionSeen = 1;
  private long made;
  private int madeLarge;

  /**
   * @param largeValueChance that a put is of a value so large that a few make more than one batch
   * @param lastHlc the newest timestamp of the state, near which times are interesting
   */
  Wishes(Dice dice, String name, double largeValueChance, LongSupplier lastHlc) {
    this.lastHlc = lastHlc;
    this.dice = dice;
    this.name = name;
    this.largeValueChance = largeValueChance;
  }

  /** The client got this token. */
  void granted(String fence, long token) {
    tokens.put(fence, token);
  }

  /** The client saw this version of a key; 0 for none. */
  void saw(String key, long modRevision) {
    modRevisions.put(key, modRevision);
  }

  void sawRevision(long revision) {
    revisionSeen = Math.max(revisionSeen, revision);
  }

  Intent next() {
    if (largeValueChance > 0 && madeLarge < MOST_LARGE && dice.chance(largeValueChance)) {
      return putLarge();
    }
    int luck = dice.below(100);
    if (luck < 22) {
      return put(dice.pick(KEYS), List.of());
    }
    if (luck < 32) {
      return compareAndSet(dice.pick(KEYS));
    }
    if (luck < 35) {
      return delete(KeyRange.ofKey(bytes(dice.pick(KEYS))), List.of());
    }
    if (luck < 37) {
      return deleteRange();
    }
    if (luck < 42) {
      return transaction();
    }
    if (luck < 55) {
      return guarded();
    }
    if (luck < 63) {
      return fence();
    }
    if (luck < 65) {
      return new Intent.Write(new Command.Compact(Math.max(1, revisionSeen - 20)), "");
    }
    if (luck < 90) {
      return new Intent.Read(query());
    }
    return new Intent.StaleRead(query());
  }

  /** A plain put, which nothing can refuse. */
  Intent put() {
    return put(dice.pick(KEYS), List.of());
  }

  private Intent put(String key, List<Guard> guards) {
    String value = value();
    boolean returnPrevious = dice.chance(0.15);
    return new Intent.Write(
        new Command.Put(bytes(key), bytes(value), guards, returnPrevious), value);
  }

  private Intent compareAndSet(String key) {
    String value = value();
    long expected = modRevisions.getOrDefault(key, 0L);
    return new Intent.Write(
        new Command.Txn(
            List.of(
                new Compare.Number(
                    bytes(key), Compare.Operator.EQUAL, Compare.Field.MOD_REVISION, expected)),
            List.of(new TxnOp.Put(bytes(key), bytes(value), false)),
            List.of(new TxnOp.Get(bytes(key))),
            List.of()),
        value);
  }

  private Intent delete(KeyRange range, List<Guard> guards) {
    return new Intent.Write(new Command.Delete(range, guards, dice.chance(0.4)), "");
  }

  private Intent deleteRange() {
    return delete(range(), dice.chance(0.5) ? guards() : List.of());
  }

  /** A put with what is drawn around it; the put alone tells the transaction from all others. */
  private Intent transaction() {
    String value = value();
    List<TxnOp> ops = new ArrayList<>();
    String key = dice.pick(KEYS);
    ops.add(new TxnOp.Put(bytes(key), bytes(value), dice.chance(0.3)));
    if (dice.chance(0.5)) {
      ops.add(new TxnOp.Put(bytes(dice.pick(GUARDED)), bytes(value), dice.chance(0.3)));
    }
    for (int more = dice.below(3); more > 0; more--) {
      ops.add(dice.below(ops.size() + 1), anyOp());
    }
    return new Intent.Write(
        new Command.Txn(List.of(), ops, List.of(), dice.chance(0.6) ? guards() : List.of()), value);
  }

  private TxnOp anyOp() {
    return switch (dice.below(4)) {
      case 0 -> new TxnOp.Delete(KeyRange.ofKey(bytes(dice.pick(anyKeys()))), dice.chance(0.5));
      case 1 -> new TxnOp.Delete(range(), dice.chance(0.5));
      case 2 -> new TxnOp.Get(bytes(dice.pick(anyKeys())));
      default -> new TxnOp.Range(rangeQuery());
    };
  }

  private List<String> anyKeys() {
    return dice.chance(0.7) ? KEYS : GUARDED;
  }

  private Intent guarded() {
    String key = dice.pick(GUARDED);
    return put(key, dice.chance(0.85) ? guards() : List.of());
  }

  /** Mostly one; two where prefixes lie within each other. */
  private List<Guard> guards() {
    return dice.chance(0.25) ? List.of(guard(), guard()) : List.of(guard());
  }

  /** A token that this client was given some time ago, or has made up. */
  private Guard guard() {
    if (dice.chance(0.2)) {
      return new Guard(EXTERNAL, dice.between(1, 20 + made));
    }
    String fence = dice.pick(FENCES);
    long token = tokens.getOrDefault(fence, 1L);
    return new Guard(fence, dice.chance(0.05) ? token + UNMINTED : token);
  }

  private Intent fence() {
    String fence = dice.pick(FENCES);
    Command command =
        switch (dice.below(10)) {
          case 0, 1 -> new Command.Protect(bytes(dice.pick(PREFIXES)), dice.pick(FENCES));
          case 2 ->
              new Command.Unprotect(
                  bytes(dice.pick(PREFIXES)), dice.chance(0.7) ? List.of(guard()) : List.of());
          case 3 -> new Command.DeclareExternal(EXTERNAL, dice.between(0, 10 + made));
          case 4 -> new Command.Release(new Guard(fence, tokens.getOrDefault(fence, 1L)));
          default -> new Command.Grant(fence, name, dice.chance(0.3));
        };
    return new Intent.Write(command, "");
  }

  private Query query() {
    Query.At at =
        switch (dice.below(8)) {
          case 0 -> new Query.At.Revision(revision());
          case 1, 2 -> asOfTime();
          default -> new Query.At.Newest();
        };
    return dice.chance(0.12)
        ? new Query.Range(rangeQuery(), at)
        : new Query.Get(bytes(dice.pick(anyKeys())), at);
  }

  /** Mostly one that the client has seen; sometimes one that may not be there yet. */
  private long revision() {
    long least = Math.max(1, revisionSeen - 30);
    return dice.between(least, revisionSeen + (dice.chance(0.1) ? 10 : 1));
  }

  private RangeQuery rangeQuery() {
    return new RangeQuery(
        range(),
        dice.chance(0.7) ? 100 : 1 + dice.below(3),
        dice.chance(0.7) ? Store.Direction.ASCENDING : Store.Direction.DESCENDING,
        dice.pick(
            List.of(
                RangeQuery.Shape.PAIRS,
                RangeQuery.Shape.PAIRS,
                RangeQuery.Shape.KEYS,
                RangeQuery.Shape.COUNT)));
  }

  /** Some plain keys, some guarded ones, or both; never the large value. */
  private KeyRange range() {
    return switch (dice.below(5)) {
      case 0 -> new KeyRange(bytes("b"), bytes("d"));
      case 1 -> new KeyRange(bytes("d"), bytes("p/b"));
      case 2 -> new KeyRange(bytes("p/a"), bytes("p/c"));
      case 3 -> new KeyRange(bytes("p/b"), bytes("q/b"));
      default -> new KeyRange(bytes("a"), bytes("y"));
    };
  }

  /** Just before, at or soon after what was stamped last; sometimes beyond what a clock takes. */
  private Query.At asOfTime() {
    long last = lastHlc.getAsLong();
    long spread = dice.pick(List.of(3L, 20L << 16, 700L << 16));
    return new Query.At.Hlc(Math.max(1, last + dice.between(-spread, spread)));
  }

  private String value() {
    return name + "-" + ++made;
  }

  /** A value whose end says nothing, under a key that nobody reads. */
  private Intent putLarge() {
    madeLarge++;
    String value = value();
    byte[] stored = bytes(value + ".".repeat(LARGE_BYTES));
    return new Intent.Write(new Command.Put(bytes("z"), stored, List.of(), false), value);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
