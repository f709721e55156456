package dev.palisade.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.check.Report.Result;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.generate.Histories;
import dev.palisade.checker.generate.Shape;
import dev.palisade.checker.generate.Workloads;
import dev.palisade.checker.history.History;
import dev.palisade.checker.model.Register;
import org.junit.jupiter.api.Test;

class SequentialConsistencyTest {
  private static final SequentialConsistency<Register.Holding> CHECK =
      new SequentialConsistency<>(new Register(null), 100_000);

  @Test
  void aStaleReadOfAnotherProcessIsAllowed() {
    assertThat(CHECK.check(ops("0 write 1", "1 read nil", "1 read 1")).result())
        .isEqualTo(Result.VALID);
  }

  @Test
  void aProcessDoesNotGoBack() {
    Report report = CHECK.check(ops("0 write 1", "1 read 1", "1 read nil"));
    assertThat(report.result()).isEqualTo(Result.INVALID);
    assertThat(report.findings().getFirst()).contains("from state 1", "1 read");
  }

  @Test
  void twoProcessesSeeWritesInTheSameOrder() {
    assertThat(
            CHECK
                .check(
                    ops("0 write 1", "1 write 2", "2 read 1", "2 read 2", "3 read 2", "3 read 1"))
                .result())
        .isEqualTo(Result.INVALID);
  }

  @Test
  void aWriteOfUnknownOutcomeMayHaveHappenedOrNot() {
    String crashed = "{:process 9 :type :invoke :f :write :value 7}\n";
    assertThat(CHECK.check(parse(crashed + text("1 read 7"))).result()).isEqualTo(Result.VALID);
    assertThat(CHECK.check(parse(crashed + text("1 read nil"))).result()).isEqualTo(Result.VALID);
    assertThat(CHECK.check(parse(crashed + text("1 read 8"))).result()).isEqualTo(Result.INVALID);
  }

  @Test
  void whatIsLinearizableIsSequentiallyConsistent() {
    Histories<Register.Holding> histories =
        new Histories<>(new Register(null), Workloads.register());
    for (long seed = 0; seed < 300; seed++) {
      History history = histories.legal(new Shape(20, 4, 0.1), seed);
      assertThat(CHECK.check(history).result()).as("seed " + seed).isEqualTo(Result.VALID);
    }
  }

  @Test
  void anExhaustedBoundIsUnknown() {
    assertThat(
            new SequentialConsistency<>(new Register(null), 1)
                .check(ops("0 write 1", "1 write 2", "2 read 1"))
                .result())
        .isEqualTo(Result.UNKNOWN);
  }

  private static History ops(String... calls) {
    return parse(text(calls));
  }

  private static History parse(String text) {
    return HistoryFormat.EDN.parse(text);
  }

  /** Calls one after another: process, f, value. */
  private static String text(String... calls) {
    StringBuilder text = new StringBuilder();
    for (String call : calls) {
      String[] words = call.split(" ", -1);
      for (String type : new String[] {"invoke", "ok"}) {
        boolean asks = type.equals("invoke") && words[1].equals("read");
        text.append(
            "{:process %s :type :%s :f :%s :value %s}%n"
                .formatted(words[0], type, words[1], asks ? "nil" : words[2]));
      }
    }
    return text.toString();
  }
}
