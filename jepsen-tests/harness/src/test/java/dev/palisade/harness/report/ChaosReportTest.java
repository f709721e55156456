package dev.palisade.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run, in a browser without a window where there is one. */
class ChaosReportTest {
  private static final RunDirectories.Shape GOOD =
      new RunDirectories.Shape(7, 60, 10, 3, 120, false);
  private static final RunDirectories.Shape BAD = new RunDirectories.Shape(8, 60, 10, 3, 120, true);

  @TempDir private Path folder = Path.of("");

  @Test
  void thePageNeedsNothingElse() throws Exception {
    String page = Files.readString(page(BAD));
    assertThat(page)
        .contains("<\\/script> under an old token")
        .doesNotContain("http:", "https:", "src=", "@import", "url(", "/*STYLE*/", "/*SCRIPT*/");
    assertThat(page.split("</script>", -1)).as("no value ends the script").hasSize(2);
  }

  @Test
  void aVerifiedRunShowsItsFaultsItsFiguresAndHowToRepeatIt() throws Exception {
    String dom = browse(page(GOOD), "");
    assertThat(dom)
        .contains(
            "class=\"verdict verified\">verified",
            "fenced-register on palisade",
            "stale writes refused, none landed",
            "12 keys, all linearizable",
            "libfaketime is not installed: apt-get install faketime",
            "--nemesis all --seconds 60 --seed 7",
            "<li>ended: n2 ended with 1: its disk is full (3 times)</li>",
            "longest time without a success",
            "data-drawn=")
        .doesNotContain("<h3>Enough to show it", "class=\"panel screams");
  }

  @Test
  void aViolationShowsTheFewOperationsThatAreEnoughAndTheStaleWriteThatLanded() throws Exception {
    String dom = browse(page(BAD), "");
    assertThat(dom)
        .contains(
            "class=\"verdict violation\">violation",
            "<h3>Enough to show it",
            "href=\"failure-1.html\"",
            "class=\"panel screams",
            "1 stale write landed",
            "client 900001");
  }

  @Test
  void aPlaceInAChartTellsOfTheOperationAndTheFaultsThere() throws Exception {
    Path page = page(BAD);
    String dom = browse(page, "#t=37.1,37.3&at=fence-0&place=0.62,0.925");
    assertThat(dom).contains("STALE WRITE LANDED", "write account/7", "of history.jsonl");
    assertThat(browse(page, "#t=0,60&at=nodes&place=0.5,0.1")).contains("node 1: ");
    long begin = firstFaultBegin();
    String near =
        "#t=%d,%d&at=throughput".formatted(begin / 1_000_000_000, begin / 1_000_000_000 + 2);
    assertThat(browse(page, near)).containsPattern("class=\"fault\".*(of|for|not healed)");
  }

  @Test
  void aWriteThatOverlapsTheNewTokenIsNotCalledStale() throws Exception {
    minimal(
        """
        {"process":0,"type":"invoke","f":"write","value":[5,1],"time":1000000}
        {"process":1,"type":"invoke","f":"acquire","value":null,"time":2000000}
        {"process":1,"type":"ok","f":"acquire","value":9,"time":3000000,"fence":"a","token":9}
        {"process":0,"type":"ok","f":"write","value":3,"time":4000000,"fence":"a","token":5}
        """);
    assertThat(Files.readString(ChaosReport.write(folder))).contains("\"landed\":0");
    minimal(
        """
        {"process":1,"type":"invoke","f":"acquire","value":null,"time":2000000}
        {"process":1,"type":"ok","f":"acquire","value":9,"time":3000000,"fence":"a","token":9}
        {"process":0,"type":"invoke","f":"write","value":[5,1],"time":4000000}
        {"process":0,"type":"ok","f":"write","value":3,"time":5000000,"fence":"a","token":5}
        """);
    assertThat(Files.readString(ChaosReport.write(folder))).contains("\"landed\":1");
  }

  @Test
  void aWriteThatAPausedHolderBeganAfterTheNewTokenIsStaleThoughItWasAskedForBefore()
      throws Exception {
    String history =
        """
        {"process":0,"type":"invoke","f":"write","value":1,"time":1000000}
        {"process":1,"type":"invoke","f":"grant","value":null,"time":2000000}
        {"process":1,"type":"ok","f":"grant","value":9,"time":3000000,"fence":"a","token":9}
        {"process":0,"type":"ok","f":"write","value":1,"time":5000000,"fence":"a","token":5,"invoked":4000000,"completed":4500000}
        """;
    minimal(history);
    assertThat(Files.readString(ChaosReport.write(folder))).contains("\"landed\":1");
    String failed = history.replace("\"ok\",\"f\":\"write\"", "\"fail\",\"f\":\"write\"");
    minimal(failed.replace("\"token\":5", "\"token\":5,\"fenced\":\"stale\""));
    assertThat(Files.readString(ChaosReport.write(folder)))
        .contains("\"landed\":0", "\"refused\":1");
    minimal(failed);
    assertThat(Files.readString(ChaosReport.write(folder)))
        .as("it failed, and not by the fence")
        .contains("\"landed\":0", "\"refused\":0");
  }

  @Test
  void aRefusedWriteThatWasSentBeforeTheNewTokenWasToldIsNotCalledStale() throws Exception {
    minimal(
        """
        {"process":0,"type":"invoke","f":"write","value":[5,1],"time":1000000}
        {"process":1,"type":"invoke","f":"acquire","value":null,"time":2000000}
        {"process":1,"type":"ok","f":"acquire","value":9,"time":3000000,"fence":"a","token":9}
        {"process":0,"type":"fail","f":"write","value":3,"time":4000000,"fence":"a","token":5,"fenced":"stale"}
        """);
    assertThat(Files.readString(ChaosReport.write(folder))).contains("\"refused\":0");
  }

  @Test
  void aViolationThatNoOperationProvesHasItsMoment() throws Exception {
    minimal("");
    Files.writeString(
        folder.resolve("results.json"),
        """
        {"verdict":"violation","checks":[{"name":"a leader without a quorum steps down",\
        "verdict":"violation","summary":"n1 led on","details":{},"moment":2000000000}]}
        """);
    assertThat(Files.readString(ChaosReport.write(folder))).contains("\"moment\":200000");
  }

  @Test
  void aRunThatWasCutShortIsDrawnAsFarAsItWent() throws Exception {
    RunDirectories.write(folder, GOOD);
    Files.delete(folder.resolve("results.json"));
    Files.writeString(
        folder.resolve("history.jsonl"), "{\"process\":3,\"ty", StandardOpenOption.APPEND);
    String dom = browse(ChaosReport.write(folder), "");
    assertThat(dom).contains("verdict unfinished\">unfinished", "This run has no verdict yet");
  }

  @Test
  void whatIsNoRunIsRefusedByName() throws Exception {
    assertThatThrownBy(() -> ChaosReport.write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no run.json");
    minimal("{\"process\":0,\nnonsense\n");
    assertThatThrownBy(() -> ChaosReport.write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("history.jsonl, line 1");
  }

  @Test
  void halfAMillionOperationsAreDrawnWholeAndClose() throws Exception {
    Path page = page(new RunDirectories.Shape(9, 440, 45, 5, 2_500, false));
    assertThat(Files.size(page)).as("bytes of the page").isLessThan(24_000_000);
    String dom = browse(page, "#t=300,301&at=clients");
    assertThat(dom)
        .containsPattern("[5-9]\\d\\d,\\d{3}</b><span>operations")
        .contains("client row");
  }

  private long firstFaultBegin() throws IOException {
    String line = Files.readAllLines(folder.resolve("faults.jsonl")).getFirst();
    return JsonFields.parse(line, 1).number("begin", 0);
  }

  private void minimal(String history) throws IOException {
    Files.writeString(folder.resolve("run.json"), "{\"workload\":\"w\",\"nodes\":[1]}");
    Files.writeString(folder.resolve("history.jsonl"), history);
  }

  private Path page(RunDirectories.Shape shape) throws IOException {
    RunDirectories.write(folder, shape);
    return ChaosReport.write(folder);
  }

  private String browse(Path page, String hash) throws IOException, InterruptedException {
    return new Browser(folder).dom(page, hash);
  }
}
