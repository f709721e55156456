package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.guard;
import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.KvStateMachine.Continuation;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a state gives after it was restored, and what it takes of those who knew it before. */
class RestoredStateTest {
  /** 2026-01-01T00:00Z. */
  private static final long BACKUP_MILLIS = 1_767_225_600_000L;

  private static final long HOUR_MILLIS = 3_600_000;

  @Test
  void aTokenGrantedAfterTheBackupIsNeverGrantedAgainAndIsRefused() {
    Life old = new Life(BACKUP_MILLIS);
    old.grant("job", "first");
    Life restored = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    long late = old.grant("job", "granted after the backup");
    assertThat(restored.run(put("job/x", "old", guard("job", late))))
        .as("before anyone else holds one")
        .isInstanceOf(Outcome.Fenced.class);
    long fresh = restored.grant("job", "honest");
    assertThat(fresh).isGreaterThan(late);
    assertThat(restored.run(put("job/x", "new", guard("job", fresh))))
        .isInstanceOf(Outcome.PutDone.class);
    assertThat(restored.run(put("job/x", "old", guard("job", late))))
        .isInstanceOfSatisfying(
            Outcome.Fenced.class,
            fenced -> assertThat(fenced.reason()).isEqualTo(Outcome.Fenced.Reason.STALE));
  }

  @Test
  void aTokenOfTheBackupIsDeadSinceTheOldClusterMayHaveSupersededIt() {
    Life old = new Life(BACKUP_MILLIS);
    long inBackup = old.grant("job", "first");
    old.run(new Command.Protect(TestMachine.bytes("job/"), "job"));
    Life restored = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    assertThat(restored.run(put("job/x", "old", guard("job", inBackup))))
        .isInstanceOfSatisfying(
            Outcome.Fenced.class,
            fenced -> {
              assertThat(fenced.reason()).isEqualTo(Outcome.Fenced.Reason.STALE);
              assertThat(fenced.state().holder()).isEqualTo("(none since the restore)");
            });
    assertThat(restored.run(put("job/x", "none")))
        .as("the protection stays")
        .isInstanceOf(Outcome.Unguarded.class);
    assertThat(restored.run(new Command.Grant("job", "next", true)))
        .as("nobody holds it")
        .isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void twoRestoresOfOneBackupGiveDifferentTokensAndTheLaterOneHigherOnes() {
    Life old = new Life(BACKUP_MILLIS);
    old.grant("job", "first");
    Life first = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    Life second = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS + 1_000);
    long ofFirst = 0;
    for (int i = 0; i < 1_000; i++) {
      ofFirst = first.grant("job", "of the first");
    }
    assertThat(second.grant("job", "of the second")).isGreaterThan(ofFirst);
    Life third = first.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + 2 * HOUR_MILLIS);
    assertThat(third.grant("job", "of the third")).isGreaterThan(second.grant("job", "again"));
  }

  @Test
  void revisionsLeapAlsoWhenTheClockIsBehindTheBackup() {
    Life old = new Life(BACKUP_MILLIS);
    Life once = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    once.grant("job", "a");
    Life again = once.restored(Continuation.NEW_EPOCH, 0);
    long late = once.grant("job", "b");
    assertThat(again.grant("job", "c")).isGreaterThan(late + 1_000_000_000_000L);
  }

  @Test
  void thePastStaysReadableAndRevisionsThatNeverWereAreRefused() {
    Life old = new Life(BACKUP_MILLIS);
    long before = ((Outcome.PutDone) old.run(put("k", "before"))).revision();
    long beforeHlc = old.machine.lastHlc();
    Life restored = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    Outcome.PutDone after = (Outcome.PutDone) restored.run(put("k", "after"));
    assertThat(restored.value(new Query.At.Revision(before))).isEqualTo("before");
    assertThat(restored.value(new Query.At.Hlc(beforeHlc))).isEqualTo("before");
    assertThat(restored.value(new Query.At.Hlc(beforeHlc + 1))).isEqualTo("before");
    assertThat(restored.value(new Query.At.Hlc(after.hlc() - 1))).isEqualTo("before");
    assertThat(restored.value(new Query.At.Hlc(after.hlc()))).isEqualTo("after");
    assertThat(restored.value(new Query.At.Revision(after.revision()))).isEqualTo("after");
    for (long never : List.of(before + 1, after.revision() - 2)) {
      assertThat(restored.read(new Query.At.Revision(never)))
          .isInstanceOfSatisfying(
              Query.Answer.Refused.class,
              refused ->
                  assertThat(refused.reason().toString())
                      .contains("does not exist here", "revision " + before));
      assertThat(restored.run(new Command.Compact(never))).isInstanceOf(Outcome.Invalid.class);
    }
    assertThat(restored.run(new Command.Compact(after.revision() - 1)))
        .isInstanceOf(Outcome.Compacted.class);
    assertThat(restored.value(new Query.At.Hlc(after.hlc() - 1))).isEqualTo("before");
    assertThat(restored.read(new Query.At.Hlc(beforeHlc)))
        .as("compacted")
        .isInstanceOf(Query.Answer.Refused.class);
  }

  @Test
  void revisionsAreCountedWithoutTheLeap() {
    Life old = new Life(BACKUP_MILLIS);
    old.run(put("k", "1"));
    Life restored = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    restored.run(put("k", "2"));
    KvStateMachine machine = restored.machine;
    assertThat(machine.ordinalOf(machine.revision())).isEqualTo(4);
    for (long ordinal = 1; ordinal <= 4; ordinal++) {
      assertThat(machine.ordinalOf(machine.revisionOf(ordinal))).isEqualTo(ordinal);
    }
    assertThat(machine.revisionOf(2)).isEqualTo(2);
    assertThat(machine.revisionOf(4)).isEqualTo(machine.revision());
  }

  @Test
  void aSessionOfTheOldClusterIsGoneAndItsIdIsNeverGivenAgain() {
    Life old = new Life(BACKUP_MILLIS);
    long inBackup = old.openSession();
    Life restored = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    List<Long> late = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      late.add(old.openSession());
    }
    List<Long> fresh = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      fresh.add(restored.openSession());
    }
    assertThat(fresh).doesNotContainAnyElementsOf(late).doesNotContain(inBackup);
    late.add(inBackup);
    for (long session : late) {
      assertThat(restored.run(new Request(new Request.Once(session, 1, 0), put("k", "zombie"))))
          .isInstanceOf(Outcome.SessionGone.class);
    }
  }

  @Test
  void onRequestAStateGoesOnAsIfNothingHadHappened() {
    Life old = new Life(BACKUP_MILLIS);
    long token = old.grant("job", "first");
    long session = old.openSession();
    Life restored = old.restored(Continuation.AS_IF_NOTHING_HAPPENED, BACKUP_MILLIS + HOUR_MILLIS);
    assertThat(restored.run(new Request(new Request.Once(session, 1, 0), put("k", "v"))))
        .isInstanceOfSatisfying(
            Outcome.PutDone.class, done -> assertThat(done.revision()).isEqualTo(token + 1));
    assertThat(restored.run(put("k", "v", guard("job", token))))
        .isInstanceOf(Outcome.PutDone.class);
  }

  @Test
  void aMarkOfAnExternalFenceStays() {
    Life old = new Life(BACKUP_MILLIS);
    old.run(new Command.DeclareExternal("zk", 7));
    Life restored = old.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + HOUR_MILLIS);
    assertThat(restored.run(put("k", "v", guard("zk", 6)))).isInstanceOf(Outcome.Fenced.class);
    assertThat(restored.run(put("k", "v", guard("zk", 7)))).isInstanceOf(Outcome.PutDone.class);
  }

  /**
   * From one backup, the old cluster goes on, and clusters restored at different times do: none
   * takes a token or a session of another, and none gives one that another gave. The replicas of
   * each agree, whatever their batches and restarts.
   */
  @Test
  void clustersThatShareABackupShareNoTokenAndNoSession() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      Life old = new Life(BACKUP_MILLIS);
      old.live(random, random.nextInt(60));
      List<Life> lives = new ArrayList<>(List.of(old));
      for (int i = 1; i <= 3; i++) {
        Life from = lives.get(random.nextInt(lives.size()));
        Life next = from.restored(Continuation.NEW_EPOCH, BACKUP_MILLIS + i * HOUR_MILLIS);
        next.apply(EntryKind.NO_OP, ByteBuffer.allocate(0));
        next.given.clear();
        lives.add(next);
        for (Life life : lives) {
          life.live(random, random.nextInt(60));
        }
      }
      for (Life life : lives) {
        life.requireEqualReplica(random);
        for (Life other : lives) {
          if (life != other) {
            assertThat(life.given).as("seed %d", seed).noneMatch(other.given::contains);
            other.given.forEach(life::requireRefused);
          }
        }
      }
      for (int i = 2; i < lives.size(); i++) {
        assertThat(lives.get(i).machine.revision())
            .as("seed %d: later restores are higher", seed)
            .isGreaterThan(lives.get(i - 1).machine.revision());
      }
    }
  }

  /** One cluster's state, with the entries since its backup. */
  private static final class Life {
    final MemoryStore store;
    final KvStateMachine machine;

    /** Tokens and session ids. */
    final TreeSet<Long> given = new TreeSet<>();

    private final MemoryStore beginning;
    private final List<Entry> entries = new ArrayList<>();
    private final long millis;

    Life(long millis) {
      this(new MemoryStore(), millis);
    }

    private Life(MemoryStore beginning, long millis) {
      this.beginning = beginning;
      this.millis = millis;
      store = copy(beginning);
      machine = new KvStateMachine(store);
    }

    Life restored(Continuation continuation, long atMillis) {
      MemoryStore copy = copy(store);
      KvStateMachine restoring = new KvStateMachine(copy);
      byte[] hash = restoring.stateHash();
      restoring.continueIn(continuation);
      assertThat(restoring.stateHash()).isEqualTo(hash).isEqualTo(restoring.recomputeHash());
      return new Life(copy, atMillis);
    }

    Outcome run(Command command) {
      return run(new Request(null, command));
    }

    Outcome run(Request request) {
      return apply(EntryKind.COMMAND, RequestCodec.encode(request).asReadOnlyBuffer());
    }

    Outcome apply(EntryKind kind, ByteBuffer payload) {
      long index = machine.appliedIndex() + 1;
      long hlc = millis + entries.size() << 16;
      entries.add(new Entry(new EntryId(index, 1), kind, hlc, payload));
      Outcome outcome = machine.apply(List.of(entries.getLast())).getFirst();
      assertThat(machine.stateHash()).isEqualTo(machine.recomputeHash());
      return outcome;
    }

    long grant(String fence, String holder) {
      return ((Outcome.Granted) run(new Command.Grant(fence, holder, false))).token();
    }

    long openSession() {
      return ((Outcome.SessionOpened) run(new Command.OpenSession(60_000))).session();
    }

    Query.Answer read(Query.At at) {
      return machine.read(new Query.Get(TestMachine.bytes("k"), at));
    }

    String value(Query.At at) {
      return TestMachine.text(((Query.Answer.Got) read(at)).found());
    }

    void live(Random random, int steps) {
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(4)) {
          case 0 -> given.add(grant(random.nextBoolean() ? "f" : "g", "someone"));
          case 1 -> given.add(openSession());
          case 2 -> run(new Command.Compact(machine.revision() - random.nextInt(3)));
          default -> run(put("k" + random.nextInt(3), "v"));
        }
      }
    }

    /** Neither a token nor a session: nothing that another cluster gave is taken. */
    void requireRefused(long number) {
      for (String fence : List.of("f", "g")) {
        assertThat(machine.read(new Query.CheckFence(fence, number)))
            .isInstanceOfSatisfying(
                Query.Answer.FenceChecked.class, check -> assertThat(check.live()).isFalse());
      }
      assertThat(machine.sessions()).noneMatch(session -> session.id() == number);
    }

    /** Another replica of the same beginning gets the same entries in other batches. */
    void requireEqualReplica(Random random) {
      MemoryStore other = copy(beginning);
      KvStateMachine replica = new KvStateMachine(other);
      for (int from = 0; from < entries.size(); ) {
        int to = Math.min(entries.size(), from + 1 + random.nextInt(9));
        replica.apply(entries.subList(from, to));
        from = to;
        if (random.nextInt(4) == 0) {
          replica = new KvStateMachine(other);
        }
      }
      assertThat(Arrays.equals(replica.stateHash(), machine.stateHash())).isTrue();
      assertThat(replica.recomputeHash()).isEqualTo(replica.stateHash());
    }

    private static MemoryStore copy(MemoryStore from) {
      MemoryStore copy = new MemoryStore();
      Batch all = new Batch();
      try (Store.Cursor rows =
          from.scan(new byte[] {0}, new byte[] {(byte) 0xFF}, Store.Direction.ASCENDING)) {
        for (; rows.valid(); rows.next()) {
          all.put(rows.key(), rows.value());
        }
      }
      copy.write(all);
      return copy;
    }
  }
}
