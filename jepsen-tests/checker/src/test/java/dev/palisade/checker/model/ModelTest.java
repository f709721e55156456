package dev.palisade.checker.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.model.CasRegister.FailedCas;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelTest {

  @Test
  void aRegisterAnswersTheLastWrite() {
    assertThat(after(new Register(null), ok("read", null, null), ok("write", 1L, null)))
        .isEqualTo("1");
    assertThat(after(new Register(0L), ok("write", 1L, null), ok("read", null, 0L)))
        .isEqualTo("impossible: reads 0 where the value is 1");
  }

  @Test
  void aFailedCompareAndSetIsEvidenceOnlyWhereThatIsAskedFor() {
    Call failed = call("cas", List.of(0L, 1L), null, Outcome.FAILED);
    CasRegister strict = new CasRegister(0L, FailedCas.EVIDENCE);

    assertThat(new CasRegister(0L).relevance(failed)).isEqualTo(Relevance.IRRELEVANT);
    assertThat(strict.relevance(failed)).isEqualTo(Relevance.REQUIRED);
    assertThat(after(strict, failed)).isEqualTo("impossible: failed although the value is 0");
  }

  @Test
  void aVersionedRegisterCountsItsChanges() {
    Call write = ok("write", Arrays.asList(null, 7L), List.of(1L, 7L));
    assertThat(after(new VersionedRegister(0L), write)).isEqualTo("7 at version 1");
    assertThat(after(new VersionedRegister(0L), write, write))
        .isEqualTo("impossible: tells version 1 where it is 2");
  }

  @Test
  void aMutexIsHeldOnce() {
    assertThat(after(new Mutex(), ok("acquire", null, null), ok("acquire", null, null)))
        .isEqualTo("impossible: acquires a held lock");
  }

  @Test
  void aReentrantMutexIsTakenAgainByItsHolderOnly() {
    Model<?> model = new ReentrantMutex(2);
    Call a = ok("acquire", "a", null);
    assertThat(after(model, a, a)).isEqualTo("held 2 times by a");
    assertThat(after(model, a, ok("acquire", "b", null))).startsWith("impossible");
    assertThat(after(model, a, a, a)).startsWith("impossible");
    assertThat(after(model, ok("acquire", null, null))).isEqualTo("held 1 times by process 0");
  }

  @Test
  void aSemaphoreNeverHasMorePermitsThanItBeganWith() {
    assertThat(after(new Semaphore(2), ok("acquire", 2L, null))).isEqualTo("0 free");
    assertThat(after(new Semaphore(2), ok("release", null, null))).startsWith("impossible");
  }

  @Test
  void queuesAndStacksDifferInWhatTheyGiveBackFirst() {
    Call one = ok("enqueue", 1L, null);
    Call two = ok("enqueue", 2L, null);
    assertThat(after(new FifoQueue(), one, two, ok("dequeue", null, 1L))).isEqualTo("[2]");
    assertThat(after(new FifoQueue(), one, two, ok("dequeue", null, 2L))).startsWith("impossible");
    assertThat(after(new UnorderedQueue(), one, two, ok("dequeue", null, 2L))).isEqualTo("{1=1}");
    assertThat(after(new Stack(), ok("push", 1L, null), ok("push", 2L, null), ok("pop", null, 2L)))
        .isEqualTo("[1]");
    assertThat(after(new FifoQueue(), one, ok("dequeue", null, null))).startsWith("impossible");
  }

  @Test
  void aCrashedDequeueOfAnUnorderedQueueMayHaveTakenAnyElement() {
    UnorderedQueue queue = new UnorderedQueue();
    Call crashed = call("dequeue", null, null, Outcome.UNKNOWN);
    assertThat(queue.step(java.util.Map.of(1L, 1, 2L, 1), crashed))
        .isInstanceOfSatisfying(Step.OneOf.class, step -> assertThat(step.states()).hasSize(2));
  }

  @Test
  void aFencedRegisterRefusesLowerTokensAndSaysWhy() {
    Model<?> model = new FencedRegister();
    Call write = ok("write", List.of(5L, "x"), 1L);
    Call refused = call("write", List.of(4L, "y"), List.of(5L, 1L), Outcome.FAILED);
    Call wronglyRefused = call("write", List.of(5L, "y"), List.of(5L, 1L), Outcome.FAILED);

    assertThat(after(model, write, refused)).isEqualTo("x at revision 1 under token 5");
    assertThat(after(model, write, wronglyRefused)).startsWith("impossible");
    assertThat(after(model, write, ok("write", List.of(4L, "y"), 2L)))
        .isEqualTo("impossible: token 4 is accepted under token 5");
  }

  @Test
  void aGrantOfAFencedRegisterEndsEarlierTokensBeforeAnyWriteUnderTheNewOne() {
    Model<?> model = new FencedRegister();
    Call write = ok("write", List.of(5L, "x"), null);
    Call grant = ok("grant", 7L, null);

    assertThat(after(model, write, grant)).isEqualTo("x at revision 1 under token 7");
    assertThat(after(model, write, grant, write))
        .isEqualTo("impossible: token 5 is accepted under token 7");
    assertThat(after(model, grant, grant))
        .isEqualTo("impossible: token 7 is granted under token 7");
  }

  @Test
  void aFencedLockGrantsRisingTokensAlsoAfterOneThatNobodyLearned() {
    Model<?> model = new FencedLock();
    Call first = ok("acquire", null, 5L);
    Call crashed = call("acquire", null, null, Outcome.UNKNOWN);
    Call release = ok("release", 6L, null);

    assertThat(after(model, first, ok("release", 5L, null), crashed))
        .isEqualTo("held under an unknown token from 6");
    assertThat(after(model, first, ok("release", 5L, null), crashed, release))
        .isEqualTo("free after token 6");
    assertThat(after(model, first, ok("release", 5L, null), crashed, release, first))
        .isEqualTo("impossible: is granted token 5, not above 6");
  }

  @Test
  void transactionsShareOneRevision() {
    List<Object> write = List.of("w", "x", 1L);
    Call both =
        ok(
            "txn",
            List.of(write, List.of("w", "y", 2L)),
            List.of(2L, List.of(write, List.of("w", "y", 2L))));
    Call read =
        ok(
            "txn",
            List.of(Arrays.asList("r", "x", null)),
            List.of(2L, List.of(List.of("r", "x", 1L))));

    assertThat(after(new Transactions(), both, read)).endsWith("at revision 2");
    assertThat(after(new Transactions(), both, both))
        .isEqualTo("impossible: tells revision 2 where it is 3");
  }

  @Test
  void setsCountersAndTextsKeepWhatTheyWereGiven() {
    assertThat(after(new ElementSet(), ok("add", 1L, null), ok("read", null, List.of(1L))))
        .isEqualTo("[1]");
    assertThat(after(new ElementSet(), ok("add", 1L, null), ok("read", null, List.of())))
        .startsWith("impossible");
    assertThat(after(new Counter(), ok("add", -2L, null), ok("read", null, -2L))).isEqualTo("-2");
    assertThat(after(new KeyValue(), ok("put", "a", null), ok("append", "b", null)))
        .isEqualTo("ab");
  }

  private static Call ok(String f, @Nullable Object argument, @Nullable Object result) {
    return call(f, argument, result, Outcome.OK);
  }

  private static Call call(
      String f, @Nullable Object argument, @Nullable Object result, Outcome outcome) {
    return new Call(0, 1, 0, f, null, argument, result, outcome);
  }

  /** The state after calls in words, or why the last one is impossible. */
  private static <S> String after(Model<S> model, Call... calls) {
    S state = model.initial();
    for (Call call : calls) {
      assertThat(model.objection(call)).isNull();
      switch (model.step(state, model.normalize(call))) {
        case Step.Next<S>(S next) -> state = next;
        case Step.OneOf<S>(List<S> states) -> state = states.getFirst();
        case Step.Impossible<S>(String reason) -> {
          return "impossible: " + reason;
        }
      }
    }
    return model.describe(state);
  }
}
