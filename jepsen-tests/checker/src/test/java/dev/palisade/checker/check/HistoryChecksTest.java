package dev.palisade.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.check.Report.Result;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import org.junit.jupiter.api.Test;

/** Histories are written as one call a line: process, f, argument, how it ended, answer. */
class HistoryChecksTest {

  @Test
  void aFunctionThatNeverSucceedsTestedNothing() {
    Report report = new Stats().check(calls("0 add 1 ok 1", "1 read nil fail nil"));
    assertInvalid(report, "read never succeeded");
    assertThat(report.figures()).containsEntry("add ok", 1L).containsEntry("read fail", 1L);
  }

  @Test
  void anIdIsGeneratedOnce() {
    assertValid(new UniqueIds().check(calls("0 generate nil ok 1", "1 generate nil ok 2")));
    assertInvalid(
        new UniqueIds().check(calls("0 generate nil ok 7", "1 generate nil ok 7")),
        "7 was generated on line 2 and 4");
  }

  @Test
  void aSetKeepsWhatItAcknowledgedAndHoldsNothingElse() {
    assertValid(
        new SetCheck()
            .check(
                calls(
                    "0 add 1 ok 1", "1 add 2 info nil", "2 add 3 fail 3", "3 read nil ok [1 2]")));
    assertInvalid(new SetCheck().check(calls("0 add 1 ok 1", "0 read nil ok []")), "1 was acknow");
    assertInvalid(new SetCheck().check(calls("0 read nil ok [9]")), "9 is there and nobody");
    assertInvalid(
        new SetCheck().check(calls("0 add 3 fail 3", "0 read nil ok [3]")), "3 failed to be added");
    Report unread = new SetCheck().check(calls("0 add 1 ok 1"));
    assertThat(unread.result()).isEqualTo(Result.UNKNOWN);
  }

  @Test
  void whatIsWrongComesWithTheLinesThatProveIt() {
    History lost = calls("0 add 1 ok 1", "1 add 2 ok 2", "0 read nil ok [1]");
    assertThat(new SetCheck().check(lost).proof()).containsExactly(3, 5);
    assertThat(new SetFull(SetFull.Staleness.WRONG).check(lost).proof()).containsExactly(4, 5);
    assertThat(new SetCheck().check(calls("0 add 1 ok 1", "0 read nil ok [1]")).proof()).isEmpty();
    assertThat(new CounterBounds().check(calls("0 add 2 ok 2", "1 read nil ok 1")).proof())
        .containsExactly(4);
    HistoryCheck both = HistoryCheck.all(new Stats(), new SetCheck());
    assertThat(both.check(lost).proof()).containsExactly(3, 5);
  }

  @Test
  void anElementThatComesBackWasStaleAndOneThatDoesNotIsLost() {
    History stale =
        calls("0 add 1 ok 1", "0 read nil ok [1]", "0 read nil ok []", "0 read nil ok [1]");
    assertValid(new SetFull(SetFull.Staleness.ALLOWED).check(stale));
    assertInvalid(new SetFull(SetFull.Staleness.WRONG).check(stale), "the read of line 5 is stale");
    assertInvalid(
        new SetFull(SetFull.Staleness.ALLOWED)
            .check(calls("0 add 1 info nil", "1 read nil ok [1]", "1 read nil ok []")),
        "1 was known and is not in the read of line 5");
    assertValid(
        new SetFull(SetFull.Staleness.WRONG)
            .check(calls("1 read nil ok []", "0 add 1 ok 1", "1 read nil ok [1]")));
  }

  @Test
  void aCounterIsBetweenWhatWasSurelyAndWhatMayHaveBeenAdded() {
    assertValid(
        new CounterBounds().check(calls("0 add 2 ok 2", "1 add 3 info nil", "2 read nil ok 5")));
    assertValid(
        new CounterBounds().check(calls("0 add 2 ok 2", "1 add -1 info nil", "2 read nil ok 1")));
    assertInvalid(
        new CounterBounds().check(calls("0 add 2 ok 2", "1 read nil ok 1")),
        "the read of line 4 gives 1; possible was 2 to 2");
    assertInvalid(
        new CounterBounds().check(calls("0 add 2 fail 2", "1 read nil ok 2")),
        "possible was 0 to 0");
    History open =
        HistoryFormat.EDN.parse(
            """
            {:process 0 :type :invoke :f :read}
            {:process 1 :type :invoke :f :add :value 4}
            {:process 0 :type :ok :f :read :value 4}
            """);
    assertValid(new CounterBounds().check(open));
  }

  @Test
  void whatGoesIntoAQueueComesOutOnce() {
    assertValid(
        new TotalQueue()
            .check(
                calls(
                    "0 enqueue 1 ok 1",
                    "1 enqueue 2 info nil",
                    "0 dequeue nil ok 2",
                    "0 dequeue nil ok 1")));
    assertInvalid(
        new TotalQueue().check(calls("0 enqueue 1 ok 1")), "1 was acknowledged and never");
    assertInvalid(new TotalQueue().check(calls("0 dequeue nil ok 5")), "5 came out and nobody");
    assertInvalid(
        new TotalQueue()
            .check(calls("0 enqueue 1 ok 1", "0 dequeue nil ok 1", "0 dequeue nil ok 1")),
        "1 came out 2 times");
    Report crashed = new TotalQueue().check(calls("0 enqueue 1 ok 1", "1 dequeue nil info nil"));
    assertThat(crashed.result()).isEqualTo(Result.UNKNOWN);
  }

  @Test
  void aBankKeepsItsSum() {
    Bank bank = new Bank(10, Bank.Negative.WRONG);
    assertValid(bank.check(calls("0 read nil ok {\"a\" 4 \"b\" 6}")));
    assertInvalid(bank.check(calls("0 read nil ok {\"a\" 4 \"b\" 5}")), "9 in all, not 10");
    assertInvalid(bank.check(calls("0 read nil ok {\"a\" -4 \"b\" 14}")), "account a is at -4");
    assertValid(
        new Bank(10, Bank.Negative.ALLOWED).check(calls("0 read nil ok {\"a\" -4 \"b\" 14}")));
  }

  @Test
  void aProcessNeverReadsBackInTime() {
    assertValid(new MonotonicReads().check(calls("0 read nil ok 2", "1 read nil ok 1")));
    assertInvalid(
        new MonotonicReads().check(calls("0 read nil ok 2", "0 read nil ok 1")),
        "process 0 reads 1, and read 2 before");
  }

  @Test
  void readsSeeWritesInOneOrder() {
    assertValid(
        new LongFork().check(calls("0 read nil ok {1 nil 2 5}", "1 read nil ok {1 7 2 5}")));
    assertInvalid(
        new LongFork().check(calls("0 read nil ok {1 nil 2 5}", "1 read nil ok {1 7 2 nil}")),
        "one read sees [2], the other [1]");
  }

  @Test
  void checksAreComposedAndTakenKeyByKey() {
    HistoryCheck both = HistoryCheck.all(new Stats(), new UniqueIds());
    Report report = both.check(calls("0 generate nil ok 7", "1 generate nil ok 7"));
    assertThat(report.result()).isEqualTo(Result.INVALID);
    assertThat(report.findings()).containsExactly("unique-ids: 7 was generated on line 2 and 4");

    History keyed =
        HistoryFormat.EDN.parse(
            """
            {:process 0 :type :invoke :f :generate :key "a"}
            {:process 0 :type :ok :f :generate :key "a" :value 1}
            {:process 0 :type :invoke :f :generate :key "b"}
            {:process 0 :type :ok :f :generate :key "b" :value 1}
            """);
    assertInvalid(new UniqueIds().check(keyed), "1 was generated");
    assertValid(HistoryCheck.independent(new UniqueIds()).check(keyed));
  }

  private static History calls(String... lines) {
    StringBuilder edn = new StringBuilder();
    for (String line : lines) {
      String[] fields = line.split(" ", 5);
      String event = "{:process " + fields[0] + " :f :" + fields[1] + " :type ";
      edn.append(event).append(":invoke :value ").append(fields[2]).append("}\n");
      edn.append(event).append(':').append(fields[3]).append(" :value ").append(fields[4]);
      edn.append("}\n");
    }
    return HistoryFormat.EDN.parse(edn.toString());
  }

  private static void assertValid(Report report) {
    assertThat(report.findings()).isEmpty();
    assertThat(report.isValid()).isTrue();
  }

  private static void assertInvalid(Report report, String finding) {
    assertThat(report.result()).isEqualTo(Result.INVALID);
    assertThat(report.findings()).anySatisfy(each -> assertThat(each).contains(finding));
  }
}
