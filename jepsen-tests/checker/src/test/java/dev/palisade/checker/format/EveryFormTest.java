package dev.palisade.checker.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.value.Exact;
import dev.palisade.checker.value.Keyword;
import dev.palisade.checker.value.Symbol;
import dev.palisade.checker.value.Tagged;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Writes histories with every form of value and reads them back; {@code -Dpalisade.forms.seed} is
 * the first seed.
 */
class EveryFormTest {
  private static final long SEED = Long.getLong("palisade.forms.seed", 1);
  private static final int HISTORIES = 2000;
  private static final String TEXT = "aZ09 \"\\/\n\r\t\b\f\u0001é\u2028,;#@^`~'[](){}<>😀:";

  @Test
  void whatIsWrittenInEdnIsReadBack() {
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      History history = new Values(new Random(seed), true).history();
      String text = HistoryFormat.EDN.write(history);
      assertSame(HistoryFormat.EDN.parse(text), history, seed, text);
      String dressed = dressed(text, new Random(seed));
      assertSame(HistoryFormat.EDN.parse(dressed), history, seed, dressed);
    }
  }

  @Test
  void whatIsWrittenInJsonIsReadBack() {
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      History history = new Values(new Random(seed), false).history();
      String text = HistoryFormat.JSONL.write(history);
      assertSame(HistoryFormat.JSONL.parse(text), history, seed, text);
    }
  }

  private static void assertSame(History read, History written, long seed, String text) {
    String repeat = "repeat with -Dtest=EveryFormTest -Dpalisade.forms.seed=" + seed + "\n" + text;
    assertThat(read.ops()).as(repeat).isEqualTo(written.ops());
    assertThat(read.processNames()).as(repeat).isEqualTo(written.processNames());
  }

  /** The same in other clothes: a list or vector, tags, metadata, comments, discarded forms. */
  private static String dressed(String text, Random random) {
    String[] brackets = {"(", ")", "[", "]", "^{:a 1} [", "]", "#jepsen.history/History (", ")"};
    int kind = 2 * random.nextInt(brackets.length / 2);
    StringBuilder dressed = new StringBuilder("; a history\n" + brackets[kind] + "\n");
    for (String line : text.lines().toList()) {
      String before = random.nextBoolean() ? "#_ #_ {:skipped 1} [nil] " : "^:meta ";
      String tag = random.nextBoolean() ? "#jepsen.history.Op" : "";
      dressed.append(before).append(tag).append(line).append(" ,; said\n");
    }
    return dressed + brackets[kind + 1] + "\n";
  }

  /** Draws values of every form that EDN, or JSON, has. */
  private static final class Values {
    private final Random random;
    private final boolean edn;

    Values(Random random, boolean edn) {
      this.random = random;
      this.edn = edn;
    }

    History history() {
      History.Builder history = History.builder();
      for (int process = 0; process < 3; process++) {
        int number = process;
        if (random.nextInt(3) == 0) {
          number = ProcessNumbers.FIRST_NAMED + process;
          history.named(
              number, edn && random.nextBoolean() ? new Keyword("c" + process) : "c" + process);
        }
        for (OpType type : List.of(OpType.INVOKE, OpType.OK)) {
          Object key = random.nextInt(3) == 0 ? null : "k";
          Map<String, Object> extra = random.nextBoolean() ? Map.of() : Map.of("my key", some(2));
          history.add(
              new Op(Op.UNNUMBERED, number, type, "do", key, value(3), random.nextInt(9), extra));
        }
      }
      return renumbered(history.build());
    }

    /** Named processes are numbered in the order in which a reader meets them. */
    private static History renumbered(History history) {
      History.Builder renumbered = History.builder();
      Map<Integer, Integer> numbers = new LinkedHashMap<>();
      for (Op op : history.ops()) {
        int number = op.process();
        if (history.processNames().containsKey(number)) {
          number =
              numbers.computeIfAbsent(number, _ -> ProcessNumbers.FIRST_NAMED + numbers.size());
          renumbered.named(number, history.processName(op.process()));
        }
        renumbered.add(
            new Op(
                op.index(),
                number,
                op.type(),
                op.f(),
                op.key(),
                op.value(),
                op.timeNanos(),
                op.extra()));
      }
      return renumbered.build();
    }

    private Object some(int depth) {
      Object value = value(depth);
      return value == null ? false : value;
    }

    private @Nullable Object value(int depth) {
      int kinds = edn ? 21 : 11;
      int drawn = random.nextInt(kinds);
      if (depth == 0 && (drawn == 9 || drawn == 10 || drawn > 17)) {
        drawn = 1;
      }
      return switch (drawn) {
        case 0 -> null;
        case 1 -> random.nextLong();
        case 2 -> (long) random.nextInt(10);
        case 3 -> Exact.integer(new BigInteger(100, random).negate());
        case 4 -> Exact.floating(String.valueOf(random.nextGaussian()));
        case 5 -> Exact.floating(random.nextLong() + ".00000000" + random.nextInt(100) + "1e-3");
        case 6 -> Exact.floating(random.nextInt(99) + "e" + random.nextInt(99));
        case 7 -> random.nextBoolean();
        case 8 -> text();
        case 9 -> list(depth);
        case 10 -> map(depth);
        case 11 -> new Keyword(random.nextBoolean() ? "a" : "n.s/b-c*?!");
        case 12 -> new Symbol(random.nextBoolean() ? "a'" : "+");
        case 13 -> TEXT.charAt(random.nextInt(20));
        case 14 -> Exact.decimal(random.nextLong() + "." + random.nextInt(1000));
        case 15 ->
            Exact.ratio(
                BigInteger.valueOf(random.nextInt()), BigInteger.valueOf(1 + random.nextInt(99)));
        case 16 -> new double[] {Double.NaN, 1 / 0.0, -1 / 0.0}[random.nextInt(3)];
        case 17 -> new Tagged("regex", "[a-z]\\\"\\d+");
        case 18 -> new Tagged(random.nextBoolean() ? "my/tag" : "'", value(depth - 1));
        case 19 -> new LinkedHashSet<>(list(depth));
        default -> new Tagged("inst", "2026-01-01T00:00:0" + random.nextInt(9) + "Z");
      };
    }

    private List<@Nullable Object> list(int depth) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        list.add(value(depth - 1));
      }
      return list;
    }

    private Map<@Nullable Object, @Nullable Object> map(int depth) {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        map.put(edn ? value(depth - 1) : text(), value(depth - 1));
      }
      return map;
    }

    private String text() {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(6); i > 0; i--) {
        int at = random.nextInt(TEXT.codePointCount(0, TEXT.length()));
        text.appendCodePoint(TEXT.codePointAt(TEXT.offsetByCodePoints(0, at)));
      }
      return text.toString();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "0x1F                | 31",
        "017                 | 15",
        "2r1010              | 10",
        "+7N                 | 7",
        "6/4                 | 3/2",
        "-4/2                | -2",
        "1.                  | 1.0",
        "18446744073709551615| 18446744073709551615N",
        "\\u0041             | \\A",
        "\\o101              | \\A",
        "#:a{:b 1, :c/d 2, :_/e 3}| {:a/b 1 :c/d 2 :e 3}",
        "^{:m 1} [1]         | (1)",
        "#^:m [1]            | [1]",
        "[#_ 1 2]            | [2]",
        "#inst \"2026-01-01T01:00:00+01:00\" | #inst \"2026-01-01T00:00:00Z\"",
        "#uuid \"AB\"        | #uuid \"ab\"",
        "{nil 1}             | {nil 1}",
        "\"\\101\"           | \"A\"",
        "##-Inf              | ##-Inf",
      })
  void formsThatMeanTheSameAreEqual(String one, String other) {
    assertThat(HistoryFormat.EDN.parseValue(one.strip()))
        .isEqualTo(HistoryFormat.EDN.parseValue(other.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "1     | 1.0",
        "1     | 1M",
        "1.0   | 1.0M",
        ":a    | \"a\"",
        "a     | \"a\"",
        "\\a   | \"a\"",
        "#{1}  | [1]",
        "##Inf | ##NaN",
        "##Inf | ##-Inf",
        "#a 1  | 1",
        "9007199254740993.0 | 9007199254740992.0",
      })
  void formsThatDifferInClojureDifferHere(String one, String other) {
    assertThat(HistoryFormat.EDN.parseValue(one.strip()))
        .isNotEqualTo(HistoryFormat.EDN.parseValue(other.strip()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "#<Object java.lang.Object@1f>",
        "1abc",
        "08",
        "1/0",
        "##Foo",
        "\\nosuch",
        "\"\\q\"",
        "#{1 1}",
        "{:a 1 :a 2}",
        "#inst \"yesterday\"",
        "@a",
        "#'a",
        "'a",
        "#(f %)",
        "#\"a\\\"b\""
      })
  void whatIsNotLookedAtNeedNotBeUnderstood(String form) {
    String event = "{:process 0 :type :invoke :f :w :value 1 :error [" + form + " 2]}\n";
    assertThat(HistoryFormat.EDN.parse(event).op(0).value()).isEqualTo(1L);
  }

  @Test
  void setsAreReadWithoutAnOrder() {
    assertThat(HistoryFormat.EDN.parseValue("#{1 2}")).isEqualTo(Set.of(2L, 1L));
  }
}
