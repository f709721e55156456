package dev.palisade.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.palisade.checker.CorpusFiles.Row;
import dev.palisade.checker.Linearizability.Evidence;
import dev.palisade.checker.history.History;
import dev.palisade.checker.model.CasRegister;
import dev.palisade.checker.model.CasRegister.FailedCas;
import dev.palisade.checker.model.KeyValue;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Register;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Histories whose verdicts others have found. {@code -Dpalisade.corpora} names their folder, {@code
 * -Dpalisade.corpora.seconds} the time for each.
 */
class CorporaTest {
  private static final int SECONDS = Integer.getInteger("palisade.corpora.seconds", 20);

  @Test
  void everyHistoryWithAKnownVerdictGetsIt() throws IOException {
    assumeTrue(
        Files.exists(CorpusFiles.folder().resolve("verdicts.tsv")),
        "no histories at " + CorpusFiles.folder() + "; name their folder with -Dpalisade.corpora");
    List<String> wrong = new ArrayList<>();
    List<String> slow = new ArrayList<>();
    for (Row row : CorpusFiles.rows()) {
      History history = row.history();
      long start = System.nanoTime();
      Verdict verdict =
          Linearizability.of(model(row.model()))
              .timeout(Duration.ofSeconds(SECONDS))
              .evidence(Evidence.FAILING_CALL)
              .check(history);
      long millis = (System.nanoTime() - start) / 1_000_000;
      String found = verdict.getClass().getSimpleName() + " by " + verdict.algorithm().label();
      if (millis > 200 || row.verdict().equals("unknown")) {
        slow.add("%s (%s): %s in %d ms".formatted(row, row.verdict(), found, millis));
      }
      boolean agrees =
          switch (verdict) {
            case Verdict.Linearizable linearizable -> !row.verdict().equals("false");
            case Verdict.Violation violation -> !row.verdict().equals("true");
            case Verdict.Undecided undecided -> row.verdict().equals("unknown");
          };
      if (!agrees) {
        wrong.add("%s is %s, found %s in %d ms".formatted(row, row.verdict(), found, millis));
      }
    }
    slow.forEach(System.out::println);
    assertThat(wrong).isEmpty();
  }

  private static Model<?> model(String words) {
    return switch (words) {
      case "cas-register (init nil; failed CAS is evidence)" ->
          new CasRegister(null, FailedCas.EVIDENCE);
      case "cas-register(0), failed cas dropped" -> new CasRegister(0L);
      case "register(nil)" -> new Register(null);
      case "kv get/put/append, init \"\"" -> new KeyValue();
      default -> throw new IllegalArgumentException("no model is known for '" + words + "'");
    };
  }
}
