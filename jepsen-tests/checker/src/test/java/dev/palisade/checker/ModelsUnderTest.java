package dev.palisade.checker;

import static dev.palisade.checker.RandomHistories.Answer.fail;
import static dev.palisade.checker.RandomHistories.Answer.ok;

import dev.palisade.checker.RandomHistories.Answer;
import dev.palisade.checker.RandomHistories.Request;
import dev.palisade.checker.RandomHistories.Requests;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.checker.model.Counter;
import dev.palisade.checker.model.ElementSet;
import dev.palisade.checker.model.FencedLock;
import dev.palisade.checker.model.FencedRegister;
import dev.palisade.checker.model.FifoQueue;
import dev.palisade.checker.model.KeyValue;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.MultiRegister;
import dev.palisade.checker.model.Mutex;
import dev.palisade.checker.model.ReentrantMutex;
import dev.palisade.checker.model.Register;
import dev.palisade.checker.model.Semaphore;
import dev.palisade.checker.model.Stack;
import dev.palisade.checker.model.Transactions;
import dev.palisade.checker.model.UnorderedQueue;
import dev.palisade.checker.model.VersionedRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** All models, with requests over few values, so that most of them meet. */
final class ModelsUnderTest {
  private ModelsUnderTest() {}

  /** A model and what its clients ask. */
  record Subject(String name, Model<?> model, Requests requests) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Subject> all() {
    return List.of(
        new Subject("register", new Register(0L), ModelsUnderTest::register),
        new Subject("register, unique writes", new Register(0L), ModelsUnderTest::uniqueRegister),
        new Subject("cas-register", new CasRegister(0L), ModelsUnderTest::cas),
        new Subject(
            "cas-register, failures count",
            new CasRegister(null, CasRegister.FailedCas.EVIDENCE),
            ModelsUnderTest::cas),
        new Subject("cas-register, unique writes", new CasRegister(0L), ModelsUnderTest::uniqueCas),
        new Subject("versioned-register", new VersionedRegister(0L), ModelsUnderTest::versioned),
        new Subject("multi-register", new MultiRegister(Map.of("x", 1L)), ModelsUnderTest::multi),
        new Subject("mutex", new Mutex(), ModelsUnderTest::lock),
        new Subject("reentrant-mutex", new ReentrantMutex(2), ModelsUnderTest::lock),
        new Subject("semaphore", new Semaphore(2), ModelsUnderTest::semaphore),
        new Subject("set", new ElementSet(), ModelsUnderTest::set),
        new Subject(
            "unordered-queue", new UnorderedQueue(), (r, n) -> queue(r, "enqueue", "dequeue")),
        new Subject("fifo-queue", new FifoQueue(), (r, n) -> queue(r, "enqueue", "dequeue")),
        new Subject("stack", new Stack(), (r, n) -> queue(r, "push", "pop")),
        new Subject("counter", new Counter(), ModelsUnderTest::counter),
        new Subject("key-value", new KeyValue(), ModelsUnderTest::keyValue),
        new Subject("fenced-register", new FencedRegister(), ModelsUnderTest::fenced),
        new Subject("fenced-lock", new FencedLock(), ModelsUnderTest::fencedLock),
        new Subject("transactions", new Transactions(), ModelsUnderTest::transactions));
  }

  private static Request register(Random random, int number) {
    return random.nextBoolean()
        ? new Request("write", value(random, 3), List.of(ok(null)))
        : new Request("read", null, numbers(0, 3));
  }

  private static Request uniqueRegister(Random random, int number) {
    return random.nextBoolean()
        ? new Request("write", number + 1L, List.of(ok(null)))
        : new Request("read", null, numbers(0, 8));
  }

  private static Request cas(Random random, int number) {
    if (random.nextInt(3) > 0) {
      return register(random, number);
    }
    List<Object> swap = List.of(value(random, 3), value(random, 3));
    return new Request("cas", swap, List.of(ok(swap), fail(swap)));
  }

  private static Request uniqueCas(Random random, int number) {
    if (random.nextBoolean()) {
      return uniqueRegister(random, number);
    }
    List<Object> swap = List.of((long) random.nextInt(number + 1), number + 1L);
    return new Request("cas", swap, List.of(ok(swap), fail(null)));
  }

  private static Request versioned(Random random, int number) {
    long value = value(random, 2);
    List<Answer> answers = new ArrayList<>();
    if (random.nextInt(6) == 0) {
      answers.add(ok(list(null, value)));
    }
    return switch (random.nextInt(3)) {
      case 0 -> new Request("write", list(null, value), versions(answers, value));
      case 1 -> {
        List<Object> swap = List.of(value, value(random, 2));
        answers.clear();
        answers.add(fail(null));
        yield new Request("cas", list(null, swap), versions(answers, swap));
      }
      default -> {
        versions(answers, 0L);
        yield new Request("read", null, versions(answers, 1L));
      }
    };
  }

  private static List<Answer> versions(List<Answer> answers, Object value) {
    for (long version = 0; version < 5; version++) {
      answers.add(ok(List.of(version, value)));
    }
    return answers;
  }

  private static Request multi(Random random, int number) {
    String key = random.nextBoolean() ? "x" : "y";
    String other = random.nextBoolean() ? "x" : "y";
    List<Object> write = List.of("w", other, value(random, 2) + 1);
    List<Answer> answers = new ArrayList<>();
    for (Long seen : Arrays.asList(null, 1L, 2L)) {
      answers.add(ok(List.of(list("r", key, seen), write)));
    }
    if (random.nextBoolean()) {
      return new Request("txn", List.of(list("r", key, null), write), answers);
    }
    answers.clear();
    for (Long seen : Arrays.asList(null, 1L, 2L)) {
      answers.add(ok(List.of(list("read", key, seen))));
    }
    return new Request("txn", List.of(list("read", key, null)), answers);
  }

  private static Request lock(Random random, int number) {
    return new Request(
        random.nextBoolean() ? "acquire" : "release", null, List.of(ok(null), fail(null)));
  }

  private static Request semaphore(Random random, int number) {
    return new Request(
        random.nextBoolean() ? "acquire" : "release",
        random.nextBoolean() ? 2L : null,
        List.of(ok(null), fail(null)));
  }

  private static Request set(Random random, int number) {
    return switch (random.nextInt(4)) {
      case 0 -> new Request("remove", value(random, 2), List.of(ok(null)));
      case 1 -> new Request("add", value(random, 2), List.of(ok(null)));
      default ->
          new Request(
              "read",
              null,
              List.of(ok(List.of()), ok(List.of(0L)), ok(List.of(1L)), ok(List.of(1L, 0L))));
    };
  }

  private static Request queue(Random random, String in, String out) {
    return random.nextInt(5) < 2
        ? new Request(in, value(random, 3), List.of(ok(null)))
        : new Request(out, null, List.of(ok(0L), ok(1L), ok(2L), ok(null)));
  }

  private static Request counter(Random random, int number) {
    return random.nextBoolean()
        ? new Request("add", random.nextInt(4) - 1L, List.of(ok(null)))
        : new Request("read", null, numbers(-2, 6));
  }

  private static Request keyValue(Random random, int number) {
    String text = random.nextBoolean() ? "a" : "b";
    return switch (random.nextInt(4)) {
      case 0 -> new Request("put", text, List.of(ok(null)));
      case 1 -> new Request("append", text, List.of(ok(null)));
      default ->
          new Request("get", null, List.of(ok(""), ok("a"), ok("b"), ok("ab"), ok("ba"), ok("aa")));
    };
  }

  private static Request fenced(Random random, int number) {
    List<Answer> answers = new ArrayList<>();
    if (random.nextBoolean()) {
      for (long revision = 0; revision < 4; revision++) {
        for (long highest = 0; highest < 4; highest++) {
          answers.add(ok(list(revision == 0 ? null : 1L, revision, highest)));
        }
      }
      return new Request("read", null, answers);
    }
    for (long i = 1; i < 5; i++) {
      answers.add(ok(i));
      answers.add(fail(list(i, i)));
      answers.add(fail(list(i, 1L)));
    }
    answers.add(random.nextInt(4) == 0 ? ok(null) : fail(null));
    if (random.nextInt(4) == 0) {
      return new Request("grant", random.nextInt(4) + 0L, List.of(ok(null)));
    }
    return new Request("write", List.of(random.nextInt(4) + 0L, 1L), answers);
  }

  private static Request fencedLock(Random random, int number) {
    long token = random.nextInt(4) + 1L;
    if (random.nextBoolean()) {
      return new Request("release", token, List.of(ok(null), fail(null)));
    }
    return new Request(
        "acquire", null, List.of(ok(token), ok(token + 1), fail(token), fail(null), ok(null)));
  }

  private static Request transactions(Random random, int number) {
    Request request = multi(random, number);
    List<Answer> answers = new ArrayList<>();
    for (long revision = 1; revision < 5; revision++) {
      for (Answer answer : request.answers()) {
        answers.add(ok(list(revision, answer.result())));
      }
    }
    return new Request("txn", request.argument(), answers);
  }

  private static long value(Random random, int values) {
    return random.nextInt(values);
  }

  private static List<Answer> numbers(int from, int toExclusive) {
    List<Answer> answers = new ArrayList<>();
    for (long n = from; n < toExclusive; n++) {
      answers.add(ok(n));
    }
    return answers;
  }

  /** A list that may hold null. */
  private static List<@Nullable Object> list(@Nullable Object... elements) {
    return Arrays.asList(elements);
  }
}
