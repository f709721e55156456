package dev.palisade.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.BruteForce.Specification;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.model.CasRegister.FailedCas;
import dev.palisade.checker.model.Models;
import dev.palisade.checker.model.NilRead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every model, under both meanings of a read of nil, with a brute-force search that shares
 * no code with it. {@code -Dpalisade.nil.histories} sets how many for each subject, {@code
 * -Dpalisade.nil.seed} the first seed.
 */
class NilReadAgreementTest {
  private static final int HISTORIES = Integer.getInteger("palisade.nil.histories", 1500);
  private static final long SEED = Long.getLong("palisade.nil.seed", 1);
  private static final long MOST_TOKEN = 12;

  /** A model with its parameters, what it means, and what its clients ask and are told. */
  private record Subject(
      String model,
      @Nullable Object initial,
      FailedCas failedCas,
      int permits,
      Function<Specifications, Specification> meaning,
      Function<Random, Asked> asks) {
    @Override
    public String toString() {
      return "%s from %s, failed cas %s".formatted(model, initial, failedCas);
    }
  }

  private record Asked(String f, @Nullable Object argument, @Nullable Object answer) {}

  static Stream<Subject> subjects() {
    List<Subject> all = new ArrayList<>();
    for (Object initial : Arrays.asList(null, 0L, 1L)) {
      all.add(
          of("register", initial, s -> s.register(initial, false), NilReadAgreementTest::register));
      all.add(
          of("cas-register", initial, s -> s.register(initial, false), NilReadAgreementTest::cas));
      all.add(
          new Subject(
              "cas-register",
              initial,
              FailedCas.EVIDENCE,
              1,
              s -> s.register(initial, true),
              NilReadAgreementTest::cas));
      all.add(
          of(
              "versioned-register",
              initial,
              s -> s.versioned(initial),
              NilReadAgreementTest::versioned));
      all.add(
          of(
              "multi-register",
              initial,
              s -> s.multi(Map.of(), (Long) initial),
              NilReadAgreementTest::txn));
    }
    Map<String, Long> some = Map.of("x", 0L);
    all.add(of("multi-register", some, s -> s.multi(some, null), NilReadAgreementTest::txn));
    all.add(of("transactions", null, Specifications::transactions, NilReadAgreementTest::revised));
    all.add(of("mutex", null, s -> s.lock(1, false, false), random -> lock(random, false)));
    all.add(
        new Subject(
            "reentrant-mutex",
            null,
            FailedCas.DROPPED,
            2,
            s -> s.lock(2, false, true),
            random -> lock(random, false)));
    all.add(
        new Subject(
            "semaphore",
            null,
            FailedCas.DROPPED,
            2,
            s -> s.lock(2, true, false),
            random -> lock(random, true)));
    all.add(of("set", null, Specifications::set, NilReadAgreementTest::set));
    all.add(of("unordered-queue", null, s -> s.queue("any"), r -> queue(r, "enqueue", "dequeue")));
    all.add(of("fifo-queue", null, s -> s.queue("first"), r -> queue(r, "enqueue", "dequeue")));
    all.add(of("stack", null, s -> s.queue("last"), r -> queue(r, "push", "pop")));
    all.add(of("counter", null, Specifications::counter, NilReadAgreementTest::counter));
    all.add(of("key-value", null, Specifications::keyValue, NilReadAgreementTest::keyValue));
    all.add(of("fenced-register", null, Specifications::fenced, NilReadAgreementTest::fenced));
    all.add(
        of("fenced-lock", null, s -> s.fencedLock(MOST_TOKEN), NilReadAgreementTest::fencedLock));
    return all.stream();
  }

  private static Subject of(
      String model,
      @Nullable Object initial,
      Function<Specifications, Specification> meaning,
      Function<Random, Asked> asks) {
    return new Subject(model, initial, FailedCas.DROPPED, 1, meaning, asks);
  }

  @Test
  void everyModelIsCompared() {
    assertThat(new TreeSet<>(subjects().map(Subject::model).toList()))
        .containsExactlyElementsOf(Models.names());
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void bothMeaningsOfNilAgreeWithBruteForce(Subject subject) {
    int violations = 0;
    int differing = 0;
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      History history = history(subject, new Random(seed * 6007));
      boolean unknown = agrees(subject, history, NilRead.UNKNOWN, seed);
      // Absent, nil is no answer that a counter or a map of strings can give.
      boolean skips = subject.model.equals("counter") || subject.model.equals("key-value");
      boolean absent =
          skips && hasNilRead(history) ? unknown : agrees(subject, history, NilRead.ABSENT, seed);
      violations += absent ? 0 : 1;
      differing += absent == unknown ? 0 : 1;
    }
    assertThat(violations).isBetween(HISTORIES / 50, HISTORIES * 49 / 50);
    boolean knowsNil = Models.parametersOf(subject.model).contains(Models.Parameter.NIL_READ);
    boolean mayBeAbsent = !subject.model.equals("counter") && !subject.model.equals("key-value");
    assertThat(differing > 0).isEqualTo(knowsNil && mayBeAbsent);
  }

  private static boolean agrees(Subject subject, History history, NilRead nilRead, long seed) {
    boolean expected =
        BruteForce.isLinearizable(
            subject.meaning.apply(new Specifications(nilRead == NilRead.UNKNOWN)), history);
    var parameters =
        new Models.Parameters(subject.initial, nilRead, subject.failedCas, subject.permits);
    Verdict verdict =
        Linearizability.of(Models.named(subject.model, parameters))
            .threads(1)
            .evidence(Linearizability.Evidence.FAILING_CALL)
            .check(history);
    assertThat(verdict instanceof Verdict.Linearizable)
        .as(
            "%s, nil is %s; repeat with -Dtest=NilReadAgreementTest -Dpalisade.nil.seed=%d%n%s",
            subject, nilRead, seed, history.calls())
        .isEqualTo(expected);
    return expected;
  }

  private static boolean hasNilRead(History history) {
    return history.calls().stream()
        .anyMatch(
            call ->
                call.completedAt() != Integer.MAX_VALUE
                    && call.result() == null
                    && call.argument() == null);
  }

  private static History history(Subject subject, Random random) {
    History.Builder history = History.builder();
    int clients = 1 + random.nextInt(3);
    @Nullable Asked[] open = new @Nullable Asked[clients];
    int[] process = new int[clients];
    Arrays.setAll(process, client -> client);
    int nextProcess = clients;
    int left = 2 + random.nextInt(5);
    for (int turn = 0; turn < 4 * (left + 2); turn++) {
      int client = random.nextInt(clients);
      Asked asked = open[client];
      if (asked == null) {
        if (left > 0) {
          left--;
          Asked next = subject.asks.apply(random);
          open[client] = next;
          history.add(Op.of(process[client], OpType.INVOKE, next.f, next.argument));
        }
        continue;
      }
      open[client] = null;
      switch (random.nextInt(8)) {
        case 0 -> {
          history.add(Op.of(process[client], OpType.INFO, asked.f, asked.argument));
          process[client] = nextProcess++;
        }
        case 1 -> history.add(Op.of(process[client], OpType.FAIL, asked.f, null));
        default -> history.add(Op.of(process[client], OpType.OK, asked.f, asked.answer));
      }
    }
    return history.build();
  }

  /** Nil, 0 or 1. */
  private static @Nullable Long value(Random random) {
    int drawn = random.nextInt(3);
    return drawn == 2 ? null : Long.valueOf(drawn);
  }

  private static Asked register(Random random) {
    Long value = value(random);
    return random.nextBoolean() ? new Asked("write", value, value) : new Asked("read", null, value);
  }

  private static Asked cas(Random random) {
    List<@Nullable Object> swap = Arrays.asList(value(random), value(random));
    return random.nextInt(3) == 0 ? new Asked("cas", swap, swap) : register(random);
  }

  private static Asked versioned(Random random) {
    Object version = random.nextInt(3) == 0 ? null : (Object) (long) random.nextInt(4);
    Object value = value(random);
    Object swap = Arrays.asList(value, value(random));
    return switch (random.nextInt(4)) {
      case 0 -> new Asked("write", Arrays.asList(null, value), Arrays.asList(version, value));
      case 1 -> new Asked("cas", Arrays.asList(null, swap), Arrays.asList(version, swap));
      default -> new Asked("read", null, Arrays.asList(version, value));
    };
  }

  private static Asked txn(Random random) {
    List<Object> asked = new ArrayList<>();
    List<Object> told = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      String key = random.nextBoolean() ? "x" : "y";
      Long value = value(random);
      boolean writes = random.nextInt(3) == 0;
      asked.add(Arrays.asList(writes ? "w" : "r", key, writes ? value : null));
      told.add(Arrays.asList(writes ? "w" : "r", key, value));
    }
    return new Asked("txn", asked, told);
  }

  private static Asked revised(Random random) {
    Asked plain = txn(random);
    Object revision = random.nextBoolean() ? null : (Object) (1L + random.nextInt(3));
    return new Asked("txn", plain.argument, Arrays.asList(revision, plain.answer));
  }

  private static Asked lock(Random random, boolean counted) {
    Object count = counted && random.nextBoolean() ? (Object) (1L + random.nextInt(2)) : null;
    return new Asked(random.nextInt(3) == 0 ? "release" : "acquire", count, null);
  }

  private static Asked set(Random random) {
    Object element = (long) random.nextInt(2);
    List<@Nullable Object> answers =
        Arrays.asList(null, List.of(), List.of(0L), List.of(1L), List.of(0L, 1L));
    return switch (random.nextInt(4)) {
      case 0 -> new Asked("add", element, null);
      case 1 -> new Asked("remove", element, null);
      default -> new Asked("read", null, answers.get(random.nextInt(answers.size())));
    };
  }

  private static Asked queue(Random random, String in, String out) {
    Object element = (long) random.nextInt(2);
    return random.nextBoolean()
        ? new Asked(in, element, null)
        : new Asked(out, null, value(random));
  }

  private static Asked counter(Random random) {
    return random.nextBoolean()
        ? new Asked("add", (long) random.nextInt(3) - 1, null)
        : new Asked("read", null, value(random));
  }

  private static Asked keyValue(Random random) {
    List<@Nullable Object> answers = Arrays.asList(null, "", "a", "ab", "b");
    return switch (random.nextInt(4)) {
      case 0 -> new Asked("put", random.nextBoolean() ? "a" : "b", null);
      case 1 -> new Asked("append", random.nextBoolean() ? "a" : "b", null);
      default -> new Asked("get", null, answers.get(random.nextInt(answers.size())));
    };
  }

  private static Asked fenced(Random random) {
    Object some = random.nextInt(3) == 0 ? null : (Object) (long) random.nextInt(3);
    Object token = random.nextBoolean() ? null : (Object) (long) random.nextInt(3);
    return random.nextBoolean()
        ? new Asked("write", Arrays.asList((long) random.nextInt(3), value(random)), some)
        : new Asked("read", null, Arrays.asList(value(random), some, token));
  }

  private static Asked fencedLock(Random random) {
    Object token = 1L + random.nextInt(3);
    return random.nextBoolean()
        ? new Asked("release", token, null)
        : new Asked("acquire", null, random.nextInt(4) == 0 ? null : token);
  }
}
