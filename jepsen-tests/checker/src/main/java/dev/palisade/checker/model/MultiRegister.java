package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.value.Keyword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several registers that transactions read and write together: {@code txn [[f key value] …]}, where
 * {@code f} is {@code read} or {@code write} (or {@code r}, {@code w}) and the answer holds what
 * was read. Its keys cannot be checked one by one; calls that are on a key as a whole belong to a
 * group of registers of their own.
 *
 * @param initialValues what registers hold from the start
 * @param everyOther what all other registers hold from the start; null for nothing
 * @param nilRead what a read of null within a transaction means
 */
public record MultiRegister(
    Map<Object, Object> initialValues, @Nullable Object everyOther, NilRead nilRead)
    implements Model<Map<Object, Object>> {

  /** In a state, a register that holds null though it held something from the start. */
  private enum Emptied {
    NIL
  }

  /** Registers that may hold nothing, which a read of null sees. */
  public MultiRegister(Map<Object, Object> initialValues) {
    this(initialValues, null, NilRead.ABSENT);
  }

  /** Fixes the initial values. */
  public MultiRegister {
    initialValues = Map.copyOf(initialValues);
  }

  @Override
  public String name() {
    return "multi-register";
  }

  /** The registers that do not hold what all others do. */
  @Override
  public Map<Object, Object> initial() {
    Map<Object, Object> initial = new HashMap<>();
    initialValues.forEach((key, value) -> put(initial, key, value));
    return Map.copyOf(initial);
  }

  @Override
  public Step<Map<Object, Object>> step(Map<Object, Object> state, Call call) {
    boolean answered = Shapes.answered(call);
    Map<Object, Object> next = new HashMap<>(state);
    for (Micro micro : Micro.parse(answered ? call.result() : call.argument())) {
      Object held = next.getOrDefault(micro.key(), everyOther);
      Object value = held == Emptied.NIL ? null : held;
      if (micro.writes()) {
        put(next, micro.key(), micro.value());
      } else if (answered && !Shapes.agrees(micro.value(), value, nilRead)) {
        return Step.impossible(
            "reads %s where %s is %s".formatted(micro.value(), micro.key(), value));
      }
    }
    return Step.next(Map.copyOf(next));
  }

  /** Equal registers must make equal states. */
  private void put(Map<Object, Object> registers, Object key, @Nullable Object value) {
    if (Objects.equals(value, everyOther)) {
      registers.remove(key);
    } else {
      registers.put(key, value == null ? Emptied.NIL : value);
    }
  }

  @Override
  public boolean readOnly(Call call) {
    return Micro.parse(call.argument()).stream().noneMatch(Micro::writes);
  }

  @Override
  public Relevance relevance(Call call) {
    return Shapes.unlessUnanswered(call, readOnly(call), nilRead, Model.super.relevance(call));
  }

  @Override
  public @Nullable String objection(Call call) {
    String unknown = Shapes.functions(name(), call, List.of("txn"));
    if (unknown != null) {
      return unknown;
    }
    String argument = Micro.objection("the argument of txn", call.argument());
    return argument != null || relevance(call) != Relevance.REQUIRED
        ? argument
        : Micro.answerObjection(call.argument(), call.result());
  }

  /** One read or write within a transaction. */
  record Micro(boolean writes, Object key, @Nullable Object value) {

    static List<Micro> parse(@Nullable Object list) {
      List<Micro> micros = new ArrayList<>();
      if (list instanceof List<?> elements) {
        for (Object element : elements) {
          micros.add(parseOne((List<?>) element));
        }
      }
      return micros;
    }

    private static Micro parseOne(List<?> triple) {
      String name = Keyword.nameOf(triple.get(0));
      boolean writes = "w".equals(name) || "write".equals(name);
      return new Micro(writes, Objects.requireNonNull(triple.get(1)), triple.get(2));
    }

    /** Null is the absence of a key, so that maps stay comparable. */
    static void put(Map<Object, Object> map, Object key, @Nullable Object value) {
      if (value == null) {
        map.remove(key);
      } else {
        map.put(key, value);
      }
    }

    static @Nullable String objection(String what, @Nullable Object list) {
      if (!(list instanceof List<?> elements)) {
        return what + " is " + list + ", not a list of [f key value]";
      }
      for (Object element : elements) {
        boolean triple = element instanceof List<?> parts && parts.size() == 3;
        if (!triple
            || Shapes.element(element, 1) == null
            || !List.of("r", "read", "w", "write")
                .contains(String.valueOf(Keyword.nameOf(Shapes.element(element, 0))))) {
          return what + " has " + element + ", not [r|w key value]";
        }
      }
      return null;
    }

    static @Nullable String answerObjection(@Nullable Object argument, @Nullable Object answer) {
      String malformed = objection("the answer of txn", answer);
      if (malformed != null) {
        return malformed;
      }
      List<Micro> asked = parse(argument);
      List<Micro> told = parse(answer);
      boolean same = asked.size() == told.size();
      for (int i = 0; same && i < asked.size(); i++) {
        same =
            asked.get(i).writes == told.get(i).writes
                && asked.get(i).key.equals(told.get(i).key)
                && (!asked.get(i).writes || Objects.equals(asked.get(i).value, told.get(i).value));
      }
      return same ? null : "the answer of txn is " + answer + ", but the argument " + argument;
    }
  }
}
