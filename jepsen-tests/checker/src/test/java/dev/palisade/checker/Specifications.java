package dev.palisade.checker;

import dev.palisade.checker.BruteForce.Done;
import dev.palisade.checker.BruteForce.End;
import dev.palisade.checker.BruteForce.Specification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What every model means, said again in other words, for both meanings of a read of nil. */
final class Specifications {
  private static final List<@Nullable Object> NEVER = List.of();

  /** Whether nil answers are unknown, and what they agree with. */
  private final boolean nilIsUnknown;

  Specifications(boolean nilIsUnknown) {
    this.nilIsUnknown = nilIsUnknown;
  }

  private static Specification of(
      @Nullable Object initial, BiFunction<@Nullable Object, Done, List<@Nullable Object>> after) {
    return new Specification() {
      @Override
      public @Nullable Object initial() {
        return initial;
      }

      @Override
      public List<@Nullable Object> after(@Nullable Object state, Done call) {
        return after.apply(state, call);
      }
    };
  }

  private static List<@Nullable Object> only(@Nullable Object state) {
    return Arrays.asList(state);
  }

  private static List<@Nullable Object> onlyIf(boolean possible, @Nullable Object state) {
    return possible ? only(state) : NEVER;
  }

  private boolean saw(@Nullable Object answer, @Nullable Object there) {
    return nilIsUnknown && answer == null || Objects.equals(answer, there);
  }

  private static @Nullable Object at(@Nullable Object list, int index) {
    return list == null ? null : ((List<?>) list).get(index);
  }

  /** With compare-and-set; a plain register is one without. */
  Specification register(@Nullable Object initial, boolean failureTells) {
    return new Specification() {
      @Override
      public @Nullable Object initial() {
        return initial;
      }

      @Override
      public List<@Nullable Object> after(@Nullable Object state, Done call) {
        boolean isExpected = Objects.equals(at(listOrNull(call), 0), state);
        return switch (call.f()) {
          case "write" -> only(call.argument());
          case "cas" ->
              call.end() == End.FAILED
                  ? onlyIf(!isExpected, state)
                  : onlyIf(isExpected, at(listOrNull(call), 1));
          default -> onlyIf(!call.known() || saw(call.answer(), state), state);
        };
      }

      private @Nullable Object listOrNull(Done call) {
        return call.f().equals("cas") ? call.argument() : null;
      }

      @Override
      public boolean needsPlaceThoughFailed(Done call) {
        return failureTells && call.f().equals("cas");
      }
    };
  }

  Specification versioned(@Nullable Object initial) {
    return of(
        Arrays.asList(0L, initial),
        (state, call) -> {
          Object version = at(state, 0);
          Object value = at(state, 1);
          long next = (Long) Objects.requireNonNull(version) + 1;
          Object told = call.known() ? at(call.answer(), 0) : null;
          Object asked = call.argument() == null ? null : at(call.argument(), 1);
          return switch (call.f()) {
            case "write" -> onlyIf(told == null || told.equals(next), Arrays.asList(next, asked));
            case "cas" ->
                onlyIf(
                    Objects.equals(at(asked, 0), value) && (told == null || told.equals(next)),
                    Arrays.asList(next, at(asked, 1)));
            default ->
                onlyIf(
                    !call.known()
                        || call.answer() == null
                        || (told == null || told.equals(version))
                            && saw(at(call.answer(), 1), value),
                    state);
          };
        });
  }

  /** Keys that are absent hold what {@code otherwise} says. */
  Specification multi(Map<String, Long> initial, @Nullable Long otherwise) {
    return of(
        new HashMap<Object, @Nullable Object>(initial),
        (state, call) -> {
          Map<Object, @Nullable Object> next = new HashMap<>();
          ((Map<?, ?>) Objects.requireNonNull(state)).forEach(next::put);
          Object micros = call.known() ? call.answer() : call.argument();
          for (Object each : (List<?>) Objects.requireNonNull(micros)) {
            Object key = at(each, 1);
            Object there = next.containsKey(key) ? next.get(key) : otherwise;
            if ("w".equals(at(each, 0))) {
              next.put(Objects.requireNonNull(key), at(each, 2));
            } else if (call.known() && !saw(at(each, 2), there)) {
              return NEVER;
            }
          }
          return only(next);
        });
  }

  /** Like {@link #multi}, behind a revision. */
  Specification transactions() {
    Specification plain = multi(Map.of(), null);
    return of(
        Arrays.asList(1L, plain.initial()),
        (state, call) -> {
          boolean writes = String.valueOf(call.argument()).contains("w,");
          long revision = (Long) Objects.requireNonNull(at(state, 0)) + (writes ? 1 : 0);
          Object told = call.known() ? at(call.answer(), 0) : null;
          if (told != null && !told.equals(revision)) {
            return NEVER;
          }
          Object answer = call.known() ? at(call.answer(), 1) : null;
          Done inner = new Done(call.process(), "txn", call.argument(), answer, call.end());
          List<@Nullable Object> all = new ArrayList<>();
          for (Object next : plain.after(at(state, 1), inner)) {
            all.add(Arrays.asList(revision, next));
          }
          return all;
        });
  }

  Specification lock(long most, boolean counted, boolean reentrant) {
    return of(
        Arrays.asList(null, 0L),
        (state, call) -> {
          long taken = (Long) Objects.requireNonNull(at(state, 1));
          long by = counted && call.argument() != null ? (Long) call.argument() : 1;
          Object who = reentrant ? (Object) call.process() : "any";
          boolean own = taken == 0 || who.equals(at(state, 0));
          if (call.f().equals("acquire")) {
            return onlyIf(own && taken + by <= most, Arrays.asList(who, taken + by));
          }
          boolean may = taken >= by && own;
          return onlyIf(may, Arrays.asList(taken == by ? null : who, taken - by));
        });
  }

  Specification set() {
    return of(
        Set.of(),
        (state, call) -> {
          Set<@Nullable Object> next = new HashSet<>((Set<?>) Objects.requireNonNull(state));
          if (call.f().equals("read")) {
            boolean unknown = !call.known() || nilIsUnknown && call.answer() == null;
            List<?> read = call.answer() == null ? List.of() : (List<?>) call.answer();
            return onlyIf(unknown || next.equals(new HashSet<>(read)), state);
          }
          boolean _ =
              call.f().equals("add") ? next.add(call.argument()) : next.remove(call.argument());
          return only(next);
        });
  }

  /** A queue that gives the first, the last or any element. */
  Specification queue(String gives) {
    return of(
        List.of(),
        (state, call) -> {
          List<?> held = (List<?>) Objects.requireNonNull(state);
          if (call.argument() != null) {
            List<@Nullable Object> more = new ArrayList<>(held);
            more.add(call.argument());
            return only(more);
          }
          boolean unknown = !call.known() || nilIsUnknown && call.answer() == null;
          List<@Nullable Object> all = new ArrayList<>();
          for (int i = 0; i < held.size(); i++) {
            boolean may = gives.equals("any") || i == (gives.equals("first") ? 0 : held.size() - 1);
            if (may && (unknown || held.get(i).equals(call.answer()))) {
              List<@Nullable Object> less = new ArrayList<>(held);
              less.remove(i);
              all.add(less);
            }
          }
          if (held.isEmpty() && (unknown || call.answer() == null)) {
            all.add(held);
          }
          return all;
        });
  }

  Specification counter() {
    return of(
        0L,
        (state, call) ->
            call.f().equals("add")
                ? only(
                    (Long) Objects.requireNonNull(state)
                        + (Long) Objects.requireNonNull(call.argument()))
                : onlyIf(!call.known() || saw(call.answer(), state), state));
  }

  Specification keyValue() {
    return of(
        "",
        (state, call) ->
            switch (call.f()) {
              case "put" -> only(call.argument());
              case "append" -> only(state + String.valueOf(call.argument()));
              default -> onlyIf(!call.known() || saw(call.answer(), state), state);
            });
  }

  /** State: value, revision, highest token. */
  Specification fenced() {
    return of(
        Arrays.asList(null, 0L, 0L),
        (state, call) -> {
          long revision = (Long) Objects.requireNonNull(at(state, 1));
          long highest = (Long) Objects.requireNonNull(at(state, 2));
          if (call.f().equals("read")) {
            boolean same =
                !call.known()
                    || saw(at(call.answer(), 0), at(state, 0))
                        && tells(at(call.answer(), 1), revision)
                        && tells(at(call.answer(), 2), highest);
            return onlyIf(same, state);
          }
          long token = (Long) Objects.requireNonNull(at(call.argument(), 0));
          boolean may =
              token >= highest && tells(call.known() ? call.answer() : null, revision + 1);
          return onlyIf(may, Arrays.asList(at(call.argument(), 1), revision + 1, token));
        });
  }

  private static boolean tells(@Nullable Object told, long there) {
    return told == null || told.equals(there);
  }

  /** State: held, least token, greatest token; tokens that a crash left unknown are tried. */
  Specification fencedLock(long mostToken) {
    return of(
        Arrays.asList(false, 0L),
        (state, call) -> {
          boolean held = (Boolean) Objects.requireNonNull(at(state, 0));
          long token = (Long) Objects.requireNonNull(at(state, 1));
          if (call.f().equals("release")) {
            return onlyIf(
                held && Objects.equals(call.argument(), token), Arrays.asList(false, token));
          }
          List<@Nullable Object> all = new ArrayList<>();
          for (long next = token + 1; !held && next <= mostToken; next++) {
            if (!call.known() || call.answer() == null || call.answer().equals(next)) {
              all.add(Arrays.asList(true, next));
            }
          }
          return all;
        });
  }
}
