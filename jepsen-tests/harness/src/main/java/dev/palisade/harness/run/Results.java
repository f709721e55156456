package dev.palisade.harness.run;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.format.JsonText;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.MalformedHistoryException;
import dev.palisade.checker.history.Outcome;
import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.split.SplitBrain;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import dev.palisade.harness.workload.Workload;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges a run from the files in its directory, and writes {@code results.json}. */
final class Results {
  /** Of other systems it is not known how soon a leader has to step down. */
  private static final String PALISADE = "palisade";

  private final RunDirectory directory;
  private final RunFile run;
  private final History history;
  private final FaultTimes faults;

  private Results(RunDirectory directory) throws IOException {
    this.directory = directory;
    this.run = RunFile.read(directory.run());
    try {
      this.history =
          Files.exists(directory.history())
              ? HistoryFormat.readUnfinished(directory.history())
              : History.of(List.of());
    } catch (MalformedHistoryException e) {
      throw new IOException(directory.history() + ", " + e.getMessage(), e);
    }
    this.faults = FaultTimes.read(directory.faults());
  }

  /**
   * Judges a run and writes what it came to; in place of earlier results.
   *
   * @param budget how long each search may take, asked before each
   * @param ending how far it came
   * @return what was written
   */
  static JsonFields write(
      RunDirectory directory, List<Workload> workloads, Supplier<Duration> budget, Ending ending)
      throws IOException {
    Results results = new Results(directory);
    results.writeEdn();
    Slices slices = new Slices(workloads, results.run.workers());
    List<CheckResult> checks = results.checks(slices, new Judging(directory.path(), budget));
    if (!ending.interrupted()) {
      checks.addAll(results.unread(slices));
      Untested.endOfReads(ending).ifPresent(checks::add);
    }
    Map<String, @Nullable Object> fields = results.fields(checks, ending);
    Files.writeString(directory.results(), JsonText.of(fields) + "\n");
    return new JsonFields(fields);
  }

  private void writeEdn() throws IOException {
    try (Writer out = Files.newBufferedWriter(directory.edn())) {
      HistoryFormat.EDN.write(history, out);
    }
  }

  private List<CheckResult> checks(Slices slices, Judging judging) throws IOException {
    List<CheckResult> checks = new ArrayList<>();
    for (Workload workload : slices.workloads()) {
      History own = slices.historyOf(workload, history);
      boolean any = own.calls().stream().anyMatch(call -> call.outcome() == Outcome.OK);
      if (any) {
        checks.addAll(workload.judge(own, judging));
        Untested.functions(workload, own).ifPresent(checks::add);
      } else {
        checks.add(
            CheckResult.of(
                workload.name(),
                CheckResult.Outcome.UNDECIDED,
                "no operation succeeded, so nothing was tested",
                Map.of("operations", (long) own.callCount())));
      }
    }
    checks.add(recovery());
    Untested.faults(run, faults).ifPresent(checks::add);
    Optional<UnderAttack> attacks = UnderAttack.of(directory, faults);
    checks.addAll(attacks.isPresent() ? attacks.get().judge() : UnderAttack.unattacked(run));
    if (run.system().equals(PALISADE)) {
      checks.addAll(
          new SplitBrain(directory.faults(), directory.nodes(), run.nodes())
              .judge(history, judging));
    }
    return checks;
  }

  private List<CheckResult> unread(Slices slices) {
    return slices.workloads().stream()
        .flatMap(each -> Untested.lastReads(each, slices.historyOf(each, history)).stream())
        .toList();
  }

  /** That the cluster served again whenever all was healed. */
  private CheckResult recovery() {
    List<String> complaints =
        faults.notes("complaint").stream().filter(each -> each.contains("not recovered")).toList();
    long times = faults.notes("recovered").size();
    if (complaints.isEmpty() && times == 0) {
      return CheckResult.nothingToJudge(
          "recovery", "the cluster was never waited for", Map.of("recoveries", times));
    }
    return CheckResult.of(
        "recovery",
        complaints.isEmpty() ? CheckResult.Outcome.VERIFIED : CheckResult.Outcome.VIOLATION,
        complaints.isEmpty()
            ? "all nodes served again each of the " + times + " times that it was waited for"
            : String.join("; ", complaints),
        Map.of("recoveries", times));
  }

  private Map<String, @Nullable Object> fields(List<CheckResult> checks, Ending ending)
      throws IOException {
    Figures figures = new Figures(history);
    Reigns reigns = Reigns.read(directory.nodes());
    CheckResult.Outcome verdict = CheckResult.worst(checks);
    if (ending.interrupted() && verdict == CheckResult.Outcome.VERIFIED) {
      verdict = CheckResult.Outcome.UNDECIDED;
    }
    Map<String, Object> operations = new LinkedHashMap<>();
    operations.put("ok", figures.count(Outcome.OK));
    operations.put("fail", figures.count(Outcome.FAILED));
    operations.put("info", figures.count(Outcome.UNKNOWN));
    List<FaultTimes.Gap> healed = faults.gaps();

    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("verdict", verdict.word());
    ending.putInto(fields);
    fields.put("checks", checks.stream().map(CheckResult::fields).toList());
    fields.put("operations", operations);
    fields.put("throughput", Math.round(figures.perSecond() * 10) / 10.0);
    fields.put("latencies", figures.latencies());
    fields.put("leaders", reigns.leaders());
    fields.put("terms", reigns.terms());
    fields.put("faults", faults.counts());
    fields.put("timesHealed", (long) healed.size());
    fields.put("longestUnavailableMillis", Figures.millis(figures.longestUntilSuccess(healed)));
    Optional<UnderAttack> attacks = UnderAttack.of(directory, faults);
    if (attacks.isPresent()) {
      fields.put("attacks", attacks.get().figures(history));
    }
    List<String> notes = new ArrayList<>();
    if (ending.interrupted()) {
      notes.add("the run was interrupted: what is verified is so as far as it went");
    }
    notes.addAll(ending.notes());
    notes.addAll(counted(faults.notes("complaint")));
    notes.addAll(counted(faults.notes("ended")));
    fields.put("notes", notes);
    fields.put("repeat", run.command());
    return fields;
  }

  /** Each text once, with how often it is there: a long run has many a disk that is full. */
  private static List<String> counted(List<String> texts) {
    Map<String, Integer> times = new LinkedHashMap<>();
    texts.forEach(text -> times.merge(text, 1, Integer::sum));
    List<String> counted = new ArrayList<>();
    times.forEach((text, n) -> counted.add(n == 1 ? text : "%s (%,d times)".formatted(text, n)));
    return counted;
  }
}
