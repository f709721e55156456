package dev.palisade.checker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.checker.Linearizability;
import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.checker.model.Register;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, in a browser without a window where there is one. */
class HtmlReportTest {
  private static final History STALE =
      HistoryFormat.EDN.parse(
          """
          {:process 0 :type :invoke :f :write :value 1}
          {:process 0 :type :ok :f :write :value 1}
          {:process 1 :type :invoke :f :write :value "</script>"}
          {:process 2 :type :invoke :f :read}
          {:process 2 :type :ok :f :read :value nil}
          """);

  @TempDir private Path folder = Path.of("");

  @Test
  void thePageNeedsNothingElse() {
    String page = page("stale", STALE);
    assertThat(page)
        .contains("\"verdict\":\"violation\"", "<\\/script>")
        .doesNotContain("http:", "https:", "src=", "/*DATA*/");
    assertThat(page.split("</script>", -1)).as("no value ends the script").hasSize(2);
  }

  @Test
  void aViolationIsShownWithItsCallItsStatesAndWhatIsEnough() throws Exception {
    String dom = inBrowser(page("stale", STALE), "");
    assertThat(dom)
        .contains(
            "class=\"verdict violation\">violation",
            "3 calls in 3 rows",
            "client 2: read → nil",
            "no order lets it take effect",
            "Enough to show it");
  }

  @Test
  void aLinkGoesToACallAndTellsOfIt() throws Exception {
    History history =
        HistoryFormat.EDN.parse(
            """
            {:process 0 :type :invoke :f :write :value 1}
            {:process 0 :type :ok :f :write :value 1}
            {:process 2 :type :invoke :f :read}
            {:process 2 :type :ok :f :read :value 1}
            """);
    String dom = inBrowser(page("good", history), "#call=1");
    assertThat(dom).contains("class=\"verdict linearizable\"", "number 2 of the order");
  }

  @Test
  void aHundredThousandCallsAreDrawnWholeAndClose() throws Exception {
    History.Builder history = History.builder();
    for (int i = 0; i < 100_000; i++) {
      history.add(Op.of(i % 50, OpType.INVOKE, "write", (long) i));
      history.add(Op.of(i % 50, OpType.OK, "write", (long) i));
    }
    String page = page("many", history.build());
    assertThat(inBrowser(page, "#fit")).contains("100,000 calls in 50 rows", "data-drawn=");
    assertThat(inBrowser(page, "#call=77777")).contains("client 27: write 77777");
  }

  private static String page(String title, History history) {
    return HtmlReport.of(title, history, Linearizability.of(new Register(null)).check(history));
  }

  /** What the page has become once its script has run. */
  private String inBrowser(String page, String hash) throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no chromium or google-chrome on the path");
    Path file = Files.writeString(folder.resolve("report.html"), page);
    Path dom = folder.resolve("dom");
    Process process =
        new ProcessBuilder(
                List.of(
                    browser.orElseThrow().toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--user-data-dir=" + folder.resolve("profile"),
                    "--virtual-time-budget=5000",
                    "--dump-dom",
                    file.toUri() + hash))
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(dom);
  }

  private static Optional<Path> browser() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            entry ->
                List.of("chromium", "chromium-browser", "google-chrome").stream()
                    .map(name -> Path.of(entry).resolve(name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
