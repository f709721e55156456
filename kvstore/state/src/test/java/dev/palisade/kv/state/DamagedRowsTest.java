package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.guard;
import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.kv.state.Query.At;
import dev.palisade.raft.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rows that are gone, cut or exchanged though every checksum fits: all that notices says so as
 * damage, which a node mends, and never as a broken invariant, which ends it.
 */
class DamagedRowsTest {
  private final TestMachine kv = new TestMachine();

  private void delete(byte[] key) {
    Batch gone = new Batch();
    gone.delete(key);
    kv.store.write(gone);
    kv.reopen();
  }

  private void assertDamaged(Runnable use) {
    assertThatThrownBy(use::run).isInstanceOf(StateDamagedException.class);
  }

  @Test
  void aMissingVersionIsDamageToAReadOfTheNewestAndOfThePast() {
    kv.run(put("a", "1"));
    kv.run(put("b", "1"));
    delete(history("a", 2));

    assertDamaged(() -> kv.value("a"));
    assertDamaged(() -> kv.value("a", new At.Revision(2)));
    assertDamaged(() -> kv.machine.read(all(new At.Newest())));
    assertDamaged(() -> kv.machine.read(all(new At.Revision(2))));
    assertDamaged(() -> kv.machine.read(allDescending(new At.Revision(2))));
  }

  /**
   * A tombstone may be gone, since there is no key in either case. It does not say which version it
   * ended: only a scrub finds that version missing, unless it was the first.
   */
  @Test
  void aMissingVersionOfManyIsDamageToAReadOfThePastThatWouldShowIt() {
    for (boolean deleted : new boolean[] {false, true}) {
      for (long gone : new long[] {2, 5, 6}) {
        TestMachine machine = new TestMachine();
        machine.run(put("a", "2"));
        machine.run(put("a", "3"));
        machine.run(TestMachine.delete("a"));
        machine.run(put("a", "5"));
        machine.run(deleted ? TestMachine.delete("a") : put("a", "6"));
        machine.run(put("c", "7"));
        Batch batch = new Batch();
        batch.delete(history("a", gone));
        machine.store.write(batch);
        machine.reopen();

        At at = new At.Revision(gone);
        assertDamaged(() -> machine.value("a", at));
        assertDamaged(() -> machine.machine.read(all(at)));
        assertDamaged(() -> machine.machine.read(allDescending(at)));
      }
    }
  }

  @Test
  void aMissingLatestVersionIsDamageToAReadOfThePastAndToAScrub() {
    kv.run(put("a", "1"));
    kv.run(put("b", "1"));
    delete(Layout.key(Layout.LATEST, bytes("a")));

    assertDamaged(() -> kv.value("a", new At.Revision(2)));
    assertDamaged(() -> kv.machine.read(all(new At.Revision(2))));
    assertDamaged(() -> kv.machine.recomputeHash());
    assertThat(Scrub.defectOf(kv.store)).contains("differ on key 'a'");
  }

  @Test
  void aMissingVersionIsDamageToACommandThatReturnsOrComparesIt() {
    kv.run(put("a", "1"));
    delete(history("a", 2));

    assertDamaged(() -> kv.run(new Command.Put(bytes("a"), bytes("2"), List.of(), true)));
    kv.reopen();
    assertDamaged(() -> kv.run(TestMachine.delete("a")));
  }

  @Test
  void aMissingVersionIsDamageToAScrub() {
    kv.run(put("a", "1"));
    kv.run(put("a", "2"));
    delete(history("a", 2));

    assertDamaged(() -> kv.machine.recomputeHash());
    assertThat(Scrub.defectOf(kv.store)).contains("version 2.0 of key 'a'");
  }

  @Test
  void missingChangesAreDamageToReadsAsOfATimeToCompactionsAndToAScrub() {
    for (long gone = 2; gone <= 4; gone++) {
      TestMachine machine = new TestMachine();
      machine.grant("f", "x");
      machine.run(put("a", "1"));
      machine.run(put("a", "2"));
      Batch batch = new Batch();
      batch.delete(Layout.key(Layout.CHANGES, gone));
      machine.store.write(batch);
      machine.reopen();

      long hlc = 1_000 * (gone - 1);
      assertDamaged(() -> machine.value("a", new At.Hlc(hlc)));
      assertDamaged(() -> apply(machine, new Command.Compact(4)));
      assertDamaged(() -> machine.machine.recomputeHash());
      assertThat(Scrub.defectOf(machine.store)).contains("the changes of revision " + gone);
    }
  }

  @Test
  void aMissingFenceIsDamageToTheProtectionThatNamesIt() {
    kv.grant("f", "x");
    kv.run(new Command.Protect(bytes("a/"), "f"));

    assertDamaged(() -> delete(Layout.key(Layout.FENCES, bytes("f"))));
  }

  @Test
  void aMissingAnswerIsDamageToItsRepeat() {
    Command command = new Command.Put(bytes("a"), bytes("2"), List.of(), true);
    TestMachine other = new TestMachine();
    other.run(put("a", "x".repeat(1_000)));
    long same = other.openSession();
    other.run(same, 1, command);
    Batch gone = new Batch();
    gone.delete(Layout.answersKey(same, other.machine.appliedIndex()));
    other.store.write(gone);

    assertDamaged(() -> other.run(same, 1, command));
  }

  @Test
  void missingRowsWithoutWhichNothingElseMakesSenseAreDamageWhenItIsOpened() {
    long session = kv.openSession();
    kv.run(session, 1, put("a", "1"));

    for (byte[] key :
        List.of(Layout.POSITION_KEY, Layout.FORMAT_KEY, Layout.key(Layout.SESSIONS, session))) {
      byte[] row = kv.store.get(key);
      assertThat(row).isNotNull();
      assertDamaged(() -> delete(key));
      Batch back = new Batch();
      back.put(key, row == null ? new byte[0] : row);
      kv.store.write(back);
    }
  }

  /** Each row of each table is dropped, cut, grown or changed; then everything is used. */
  @Test
  void noChangeOfAnyRowBreaksAnInvariantOrAnIndex() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      for (byte[] key : keysOf(busyStore().store)) {
        TestMachine damaged = busyStore();
        byte[] row = damaged.store.get(key);
        Batch change = new Batch();
        change(change, key, row == null ? new byte[0] : row, random);
        damaged.store.write(change);
        useAll(damaged, seed, key);
      }
    }
  }

  private static void change(Batch change, byte[] key, byte[] row, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> change.delete(key);
      case 1 -> change.put(key, Arrays.copyOf(row, random.nextInt(row.length + 1)));
      case 2 -> change.put(key, Arrays.copyOf(row, row.length + 1 + random.nextInt(9)));
      default -> {
        byte[] flipped = row.clone();
        if (flipped.length > 0) {
          flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        change.put(key, flipped);
      }
    }
  }

  private static TestMachine busyStore() {
    TestMachine busy = new TestMachine();
    long session = busy.openSession();
    busy.run(session, 1, put("a", "1"));
    busy.run(session, 2, new Command.Put(bytes("a"), bytes("2".repeat(90)), List.of(), true));
    busy.run(session, 3, new Command.Put(bytes("a"), bytes("3"), List.of(), true));
    busy.run(put("b", "1"));
    busy.run(TestMachine.delete("b"));
    long token = busy.grant("f", "x");
    busy.run(new Command.Protect(bytes("p/"), "f"));
    busy.run(put("p/1", "1", guard("f", token)));
    busy.run(new Command.DeclareExternal("zk", 7));
    return busy;
  }

  private static List<byte[]> keysOf(MemoryStore store) {
    List<byte[]> keys = new ArrayList<>();
    try (Store.Cursor rows =
        store.scan(new byte[] {0}, new byte[] {11}, Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        keys.add(rows.key());
      }
    }
    return keys;
  }

  private static void useAll(TestMachine damaged, long seed, byte[] key) {
    String what = "seed %d, row %s".formatted(seed, Arrays.toString(key));
    List<Runnable> uses =
        List.of(
            () -> damaged.machine.recomputeHash(),
            () -> damaged.value("a"),
            () -> damaged.value("a", new At.Revision(2)),
            () -> damaged.value("a", new At.Hlc(3_000)),
            () -> damaged.machine.read(all(new At.Newest())),
            () -> damaged.machine.read(all(new At.Revision(3))),
            () -> damaged.machine.read(allDescending(new At.Revision(3))),
            () -> damaged.machine.read(new Query.ListFences()),
            () -> apply(damaged, new Command.Grant("f", "y", false)),
            () -> apply(damaged, new Command.Grant("zk", "y", false)),
            () -> apply(damaged, new Command.Unprotect(bytes("p/"), List.of())),
            () -> apply(damaged, TestMachine.delete("a")),
            () -> apply(damaged, put("b", "2")),
            () -> apply(damaged, new Command.Compact(4)));
    for (Runnable use : uses) {
      try {
        damaged.reopen();
        use.run();
      } catch (StateDamagedException expected) {
        assertThat(expected.getMessage()).as(what).isNotEmpty();
      } catch (IllegalStateException format) {
        assertThat(format.getMessage()).as(what).contains("holds a state of format");
      } catch (RuntimeException wrong) {
        throw new AssertionError(what + ": " + wrong, wrong);
      }
    }
    for (long sequence = 1; sequence <= 3; sequence++) {
      Request.Once once = new Request.Once(1, sequence, 0);
      try {
        damaged.reopen();
        apply(damaged, new Request(once, put("a", "1")));
      } catch (StateDamagedException expected) {
        assertThat(expected.getMessage()).as(what).isNotEmpty();
      } catch (IllegalStateException format) {
        assertThat(format.getMessage()).as(what).contains("holds a state of format");
      }
    }
  }

  private static void apply(TestMachine machine, Command command) {
    apply(machine, new Request(null, command));
  }

  private static void apply(TestMachine machine, Request request) {
    long index = machine.machine.appliedIndex() + 1;
    Entry entry = TestMachine.entry(index, 1_000 * index, request);
    machine.machine.apply(List.of(entry));
  }

  private static byte[] history(String key, long revision) {
    return Layout.historyKey(bytes(key), revision, 0);
  }

  private static Query all(At at) {
    return all(at, Store.Direction.ASCENDING);
  }

  private static Query allDescending(At at) {
    return all(at, Store.Direction.DESCENDING);
  }

  private static Query all(At at, Store.Direction direction) {
    return new Query.Range(
        new Command.RangeQuery(
            TestMachine.range("", "z"), 100, direction, Command.RangeQuery.Shape.PAIRS),
        at);
  }
}
