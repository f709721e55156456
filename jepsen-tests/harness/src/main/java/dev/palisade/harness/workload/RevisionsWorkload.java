package dev.palisade.harness.workload;

import dev.palisade.checker.history.History;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Revisions and hybrid logical timestamps as clients are told them. {@code put n} of a key and
 * {@code txn [key key]}, which sets two, answer {@code [revision hlc]}; {@code get} of a key
 * answers {@code [revision modRevision hlc]}: the store's revision that was read, and the version's
 * own two, 0 where there is no such key. {@code get-at} and {@code stale-get-at} of a key read as
 * of a time, some milliseconds from the newest timestamp that the client was told, and add that
 * time.
 */
public record RevisionsWorkload() implements Workload {
  private static final long KEYS = 6;

  /** Within what a node's clock takes from outside. */
  private static final long MOST_AHEAD_MILLIS = 100;

  @Override
  public String name() {
    return "revisions";
  }

  @Override
  public String explanation() {
    return "Revisions and timestamps rise in the order in which clients see writes happen, and all"
        + " reads as of a time agree.";
  }

  @Override
  public Generator load(long seed) {
    return Generators.each(seed, RevisionsWorkload::operation);
  }

  private static Operation operation(RandomGenerator dice, long number) {
    long key = dice.nextLong(KEYS);
    return switch (dice.nextInt(8)) {
      case 0, 1, 2 -> new Operation("put", "v" + key, number);
      case 3 -> new Operation("txn", null, List.of("v" + key, "v" + (key + 1) % KEYS));
      case 4 -> new Operation("get-at", "v" + key, dice.nextLong(-20, MOST_AHEAD_MILLIS));
      case 5 -> new Operation("stale-get-at", "v" + key, dice.nextLong(-20, 5));
      default -> new Operation("get", "v" + key, null);
    };
  }

  @Override
  public Generator last(List<Object> keys) {
    return Generators.eachUntilOk(
        LongStream.range(0, KEYS).mapToObj(key -> new Operation("get", "v" + key, null)).toList());
  }

  @Override
  public Set<String> mustSucceed() {
    return Set.of("put", "txn", "get", "get-at");
  }

  @Override
  public List<CheckResult> judge(History history, Judging judging) throws IOException {
    RevisionOrder order = new RevisionOrder(history);
    return List.of(
        order.inRealTime(judging),
        order.inEachOther(judging),
        new TimesRead(history).agree(judging));
  }
}
