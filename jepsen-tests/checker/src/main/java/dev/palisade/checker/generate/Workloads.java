package dev.palisade.checker.generate;

import dev.palisade.checker.model.FencedLock.Grant;
import dev.palisade.checker.model.FencedLock.Hold;
import dev.palisade.checker.model.FencedRegister.Fenced;
import dev.palisade.checker.model.Register.Holding;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/** Workloads for the models of this module, over few values so that calls meet. */
public final class Workloads {
  private static final Request READ = new Request("read", null);

  private Workloads() {}

  /** Makes requests. */
  private interface Requests {
    Request next(Random random, int number);
  }

  private record Made<S>(Requests requests, BiFunction<S, Request, List<Answer>> answering)
      implements Workload<S> {
    @Override
    public Request next(Random random, int number) {
      return requests.next(random, number);
    }

    @Override
    public List<Answer> answers(S state, Request request) {
      return answering.apply(state, request);
    }
  }

  /** Of a register: reads, and writes that all differ. */
  public static Workload<Holding> register() {
    return new Made<>(
        (random, number) -> random.nextBoolean() ? READ : new Request("write", (long) number),
        Workloads::register);
  }

  /** Of a register with compare-and-set: reads, writes and swaps of five values. */
  public static Workload<Holding> casRegister() {
    return new Made<>(
        (random, number) ->
            switch (random.nextInt(3)) {
              case 0 -> READ;
              case 1 -> new Request("write", value(random));
              default -> new Request("cas", List.of(value(random), value(random)));
            },
        Workloads::register);
  }

  private static List<Answer> register(Holding state, Request request) {
    return switch (request.argument()) {
      case null -> List.of(Answer.ok(state.value()));
      case List<?> swap -> {
        boolean matches = Objects.equals(state.value(), swap.getFirst());
        yield List.of(matches ? Answer.ok(swap) : Answer.fail(swap));
      }
      case Object written -> List.of(Answer.ok(written));
    };
  }

  /** Of a counter: reads, and additions of 1 to 5. */
  public static Workload<Object> counter() {
    return new Made<>(
        (random, number) -> random.nextBoolean() ? READ : new Request("add", value(random) + 1),
        (state, request) -> List.of(Answer.ok(request.equals(READ) ? state : request.argument())));
  }

  /** Of a set: reads, and additions that all differ. */
  public static Workload<Set<Object>> set() {
    return new Made<>(
        (random, number) -> random.nextBoolean() ? READ : new Request("add", (long) number),
        (state, request) ->
            List.of(
                Answer.ok(
                    request.equals(READ) ? state.stream().sorted().toList() : request.argument())));
  }

  /** Of a FIFO queue: dequeues, and enqueues that all differ. */
  public static Workload<List<Object>> fifoQueue() {
    return new Made<>(
        (random, number) ->
            random.nextBoolean()
                ? new Request("dequeue", null)
                : new Request("enqueue", (long) number),
        (state, request) ->
            List.of(
                Answer.ok(
                    request.f().equals("enqueue")
                        ? request.argument()
                        : state.isEmpty() ? null : state.getFirst())));
  }

  /** Of one key: gets, puts and appends of texts that all differ. */
  public static Workload<String> keyValue() {
    return new Made<>(
        (random, number) ->
            switch (random.nextInt(3)) {
              case 0 -> new Request("get", null);
              case 1 -> new Request("put", "<" + number + ">");
              default -> new Request("append", "<" + number + ">");
            },
        (state, request) ->
            List.of(Answer.ok(request.f().equals("get") ? state : request.argument())));
  }

  /** Of a lock: acquires wait until it is free, releases until it is held. */
  public static Workload<Boolean> mutex() {
    return new Made<>(
        (random, number) -> new Request(random.nextBoolean() ? "acquire" : "release", null),
        (held, request) ->
            held == request.f().equals("release") ? List.of(Answer.ok(null)) : List.of());
  }

  /** Of a register behind a fence: reads, and writes under tokens from 1 to 5. */
  public static Workload<Fenced> fencedRegister() {
    return new Made<>(
        (random, number) ->
            random.nextBoolean()
                ? READ
                : new Request("write", List.of(value(random) + 1, (long) number)),
        (state, request) -> {
          if (!(request.argument() instanceof List<?> write)) {
            return List.of(
                Answer.ok(Arrays.asList(state.value(), state.revision(), state.highest())));
          }
          boolean accepted = (Long) write.getFirst() >= state.highest();
          return List.of(
              accepted
                  ? Answer.ok(state.revision() + 1)
                  : Answer.fail(List.of(state.highest(), state.revision())));
        });
  }

  /** Of a lock with tokens: acquires, and releases of tokens from 1 to 5. */
  public static Workload<Grant> fencedLock() {
    return new Made<>(
        (random, number) ->
            random.nextBoolean()
                ? new Request("acquire", null)
                : new Request("release", value(random) + 1),
        (state, request) -> {
          boolean held = state.hold() != Hold.FREE;
          if (request.f().equals("acquire")) {
            return List.of(held ? Answer.fail(state.token()) : Answer.ok(state.token() + 1));
          }
          boolean own = held && Objects.equals(request.argument(), state.token());
          return List.of(own ? Answer.ok(null) : Answer.fail(null));
        });
  }

  private static long value(Random random) {
    return random.nextInt(5);
  }
}
