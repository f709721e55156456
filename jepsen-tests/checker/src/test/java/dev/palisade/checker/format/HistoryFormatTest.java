package dev.palisade.checker.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.value.Keyword;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFormatTest {
  private static final String WRITE =
      "{:process 0, :type :invoke, :f :write, :value 1}{:process 0 :type :ok :f :write :value 1}";

  @TempDir private Path folder = Path.of("");

  @Test
  void aVectorIsReadLikeOneEventAfterTheOther() {
    List<Op> expected =
        List.of(Op.of(0, OpType.INVOKE, "write", 1L), Op.of(0, OpType.OK, "write", 1L));
    assertThat(HistoryFormat.EDN.parse(WRITE).ops()).isEqualTo(expected);
    assertThat(HistoryFormat.EDN.parse("[" + WRITE + "]").ops()).isEqualTo(expected);
    assertThat(HistoryFormat.EDN.parse("; a comment\n[\n" + WRITE + "\n]\n").ops())
        .isEqualTo(expected);
  }

  @Test
  void recordsAreReadForTheirMapAndTheNemesisIsNoClient() {
    String text =
        "#jepsen.history.Op{:index 0, :time 5, :type :info, :process :nemesis, :f :kill, :value"
            + " nil}\n"
            + "#jepsen.history.Op{:index 1, :time 7, :type :invoke, :process 3, :f :cas, :value [1"
            + " 2], :error [:timeout \"a\\n"
            + "b\"]}\n";
    History history = HistoryFormat.EDN.parse(text);
    assertThat(history.ops())
        .containsExactly(
            new Op(
                1,
                3,
                OpType.INVOKE,
                "cas",
                null,
                List.of(1L, 2L),
                7,
                Map.of("error", List.of(new Keyword("timeout"), "a\nb"))));
    assertThat(history.line(0)).isEqualTo(2);
  }

  @Test
  void allValuesOfEdnAreRead() {
    String value = "{:a #{1} \"b\" (2.5 -3N true false nil) :c \\x :d #inst \"2026\" #_ skipped}";
    Op op = HistoryFormat.EDN.parse("{:process 0 :type :invoke :f :f :value " + value + "}").op(0);
    assertThat(String.valueOf(op.value()))
        .isEqualTo("{:a=[1], b=[2.5, -3, true, false, null], :c=x, :d=#inst \"2026\"}");
  }

  @Test
  void jsonLinesCarryEverythingThereAndBack() {
    History history =
        History.of(
            List.of(
                new Op(
                    4,
                    1,
                    OpType.INVOKE,
                    "put",
                    "k\"1",
                    Map.of("a", List.of(1L, true)),
                    9,
                    Map.of()),
                new Op(5, 1, OpType.INFO, "put", "k\"1", null, 12, Map.of("error", "lost\n"))));
    String text = HistoryFormat.JSONL.write(history);
    assertThat(text.lines()).hasSize(2).first().asString().startsWith("{\"index\":4,\"process\":1");
    assertThat(HistoryFormat.JSONL.parse(text).ops()).isEqualTo(history.ops());
  }

  @Test
  void ofARunThatWasCutShortTheTornLineIsLeftOut(@TempDir Path folder) throws IOException {
    History history = HistoryFormat.EDN.parse(WRITE);
    StringBuilder text = new StringBuilder();
    HistoryFormat.JSONL.write(history, text);
    assertThat(text.toString()).isEqualTo(HistoryFormat.JSONL.write(history));
    Path file = folder.resolve("history.jsonl");
    byte[] torn = "\n{\"process\":1,\"type\":\"invoke\",\"f\":\"ä".getBytes(StandardCharsets.UTF_8);
    Files.writeString(file, text);
    Files.write(file, Arrays.copyOf(torn, torn.length - 1), StandardOpenOption.APPEND);
    assertThat(HistoryFormat.readUnfinished(file).ops()).isEqualTo(history.ops());
    Files.writeString(file, "\n" + text, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> HistoryFormat.readUnfinished(file))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageStartingWith("line 4");
    assertThat(HistoryFormat.readUnfinished(Files.writeString(file, "")).size()).isZero();
  }

  @Test
  void ednCarriesEverythingThereAndBack() {
    History history = HistoryFormat.EDN.parse(WRITE);
    assertThat(HistoryFormat.EDN.write(history))
        .isEqualTo(
            "{:process 0, :type :invoke, :f :write, :value 1}\n"
                + "{:process 0, :type :ok, :f :write, :value 1}\n");
    assertThat(HistoryFormat.EDN.parse(HistoryFormat.EDN.write(history)).ops())
        .isEqualTo(history.ops());
  }

  @Test
  void theLogOfAnOldRunIsReadPastWhatOthersLogged() {
    String text =
        "INFO  jepsen.core - Run complete\n"
            + "INFO  jepsen.util - 0\t:invoke\t:cas\t[0 2]\n"
            + "INFO  jepsen.util - :nemesis\t:info\t:start\tnil\n"
            + "INFO  jepsen.util - 0\t:info\t:cas\t:timed-out\n";
    assertThat(HistoryFormat.ETCD.parse(text).ops())
        .containsExactly(
            Op.of(0, OpType.INVOKE, "cas", List.of(0L, 2L)),
            new Op(-1, 0, OpType.INFO, "cas", null, null, -1, Map.of("error", "timed-out")));
    assertThatThrownBy(() -> HistoryFormat.ETCD.parse("INFO  jepsen.util - 0\t:invoke"))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("line 1: expected 'process :type :f value'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{:process 0 :type :invoke :f :read                  | line 1: the file ends",
        "{:process 0 :type :invoke :f :read :value}           | without a value",
        "{:process 0 :type :begin :f :read}                   | type is begin; expected invoke",
        "{:process -1 :type :invoke :f :read}                 | process is -1; expected 0 or",
        "{:process 0 :f :read}                                | the event has no type",
        "{:process 0 :type :invoke :f 7}                      | f is 7; expected a name",
        "{:process 0 :process 1 :type :invoke :f :read}       | the key process twice",
        "{:process 0 :type :ok :f :read :value 1}             | line 1: ",
        "[{:process 0 :type :invoke :f :read}] 7              | something follows the vector",
        "7                                                    | expected an event",
        "}                                                    | closes nothing",
      })
  void whatIsNoHistoryIsRefusedWithItsLineAndTheReason(String text, String reason) {
    assertThatThrownBy(() -> HistoryFormat.EDN.parse(text))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void processesDoOneThingAtATimeAndAreNotUsedAgainAfterACrash() {
    String twice = "{:process 0 :type :invoke :f :read}\n{:process 0 :type :invoke :f :read}";
    assertThatThrownBy(() -> HistoryFormat.EDN.parse(twice)).hasMessageContaining("line 2: ");
    String again =
        "{:process 0 :type :invoke :f :read}\n{:process 0 :type :info :f :read}\n"
            + "{:process 0 :type :invoke :f :read}";
    assertThatThrownBy(() -> HistoryFormat.EDN.parse(again)).hasMessageContaining("line 3: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"process\":0,                                      | ends in the middle",
        "{\"process\":0} x                                    | follows the value",
        "{process:0}                                          | expected a string",
        "{\"process\":zero}                                   | is no number",
        "[1,2]                                                | expected an event",
      })
  void linesThatAreNoJsonAreRefused(String text, String reason) {
    assertThatThrownBy(() -> HistoryFormat.JSONL.parse("\n" + text))
        .isInstanceOf(MalformedHistoryException.class)
        .hasMessageContaining("line 2: ")
        .hasMessageContaining(reason);
  }

  @Test
  void aFileThatIsNotUtf8IsRefusedWithThePlace() throws IOException {
    Path file = Files.write(folder.resolve("h"), new byte[] {'\n', ';', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> HistoryFormat.EDN.read(file))
        .hasMessageContaining("line 2: the file is not UTF-8 at byte 2");
  }

  @Test
  void valuesNestedWithoutEndAreRefused() {
    assertThatThrownBy(() -> HistoryFormat.EDN.parse("{:a " + "[".repeat(100_000)))
        .hasMessageContaining("nested deeper than");
  }
}
