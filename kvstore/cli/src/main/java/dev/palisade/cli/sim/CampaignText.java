package dev.palisade.cli.sim;

import dev.palisade.cli.output.Json;
import dev.palisade.sim.Campaign;
import dev.palisade.sim.RunReport;
import dev.palisade.sim.Shrinker;
import dev.palisade.sim.Totals;
import dev.palisade.sim.fault.Fault;
import dev.palisade.sim.fault.Fault.Family;
import dev.palisade.sim.fault.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a campaign found, as text and as JSON. */
final class CampaignText {
  private final Campaign campaign;
  private final Profile profile;
  private final int jobs;
  private final double seconds;

  CampaignText(Campaign campaign, Profile profile, int jobs, long beganNanos) {
    this.campaign = campaign;
    this.profile = profile;
    this.jobs = jobs;
    this.seconds = (System.nanoTime() - beganNanos) / 1e9;
  }

  /** Where a campaign stands, on one line. */
  static String line(Campaign campaign, long beganNanos) {
    Totals totals = campaign.totals();
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    return String.format(
        Locale.ROOT,
        "%,d seeds, %s simulated, %,.0f times real time, %,d operations, %d violations",
        totals.seeds(),
        time(totals.simulatedSeconds()),
        totals.simulatedSeconds() / seconds,
        totals.operations(),
        totals.violations());
  }

  String table() {
    Totals totals = campaign.totals();
    StringBuilder text = new StringBuilder();
    line(text, "seeds", "%,d of profile %s", totals.seeds(), profile);
    line(
        text,
        "simulated",
        "%s in %s: %,.0f times real time, %,.0f a core",
        time(totals.simulatedSeconds()),
        time(seconds),
        totals.simulatedSeconds() / seconds,
        totals.simulatedSeconds() / seconds / jobs);
    line(text, "events", "%,d", totals.events());
    line(text, "operations", "%,d, of these %,d unknown", totals.operations(), totals.unknown());
    line(text, "  of these", "%s", kinds(totals));
    line(text, "entries", "%,d applied", totals.applied());
    line(text, "leaders", "%,d", totals.leaders());
    line(
        text,
        "snapshots",
        "%,d taken, %,d installed",
        totals.snapshotsTaken(),
        totals.snapshotsInstalled());
    line(text, "memberships", "%,d changes done", totals.membershipsChanged());
    line(
        text,
        "repairs",
        "%,d losses made good, %,d states dropped, %,d comparisons of states",
        totals.lossesRepaired(),
        totals.quarantines(),
        totals.comparisons());
    for (Family family : Family.values()) {
      line(text, name(family) + " faults", "%,d%s", totals.faults(family), kinds(totals, family));
    }
    line(text, "power losses", "%,d", totals.powerLosses());
    line(text, "violations", "%,d", totals.violations());
    campaign.failures().forEach(failed -> text.append('\n').append(describe(failed)));
    return text.toString();
  }

  private static String kinds(Totals totals) {
    return totals.operationKinds().entrySet().stream()
        .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String kinds(Totals totals, Family family) {
    StringBuilder kinds = new StringBuilder();
    totals
        .faults()
        .forEach(
            (kind, count) -> {
              if (kind.family() == family) {
                kinds
                    .append(kinds.isEmpty() ? " (" : ", ")
                    .append(name(kind))
                    .append(String.format(Locale.ROOT, " %,d", count));
              }
            });
    return kinds.isEmpty() ? "" : kinds.append(')').toString();
  }

  private static void line(StringBuilder text, String label, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-18s", label))
        .append(String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  /** One run, a line or two. */
  static String describe(RunReport run) {
    RunReport.Failure failure = run.violation();
    if (failure == null) {
      return String.format(
          Locale.ROOT,
          "seed %d: clean after %s, %,d operations, %d leaders, %d faults, trace %016x%n",
          run.seed(),
          time(run.simulatedNanos() / 1e9),
          run.operations(),
          run.leaders(),
          run.faults().values().stream().mapToInt(Integer::intValue).sum(),
          run.traceHash());
    }
    return String.format(
        Locale.ROOT,
        "seed %d: %s at %.3f s: %s%n  see it with: palisade sim replay --seed %d --trace%n",
        run.seed(),
        failure.oracle(),
        failure.atNanos() / 1e9,
        failure.message(),
        run.seed());
  }

  Json json() {
    Totals totals = campaign.totals();
    Json faults = Json.object();
    totals
        .faults()
        .forEach((kind, count) -> faults.put(kind.name().toLowerCase(Locale.ROOT), count));
    Json operationKinds = Json.object();
    totals
        .operationKinds()
        .forEach((kind, count) -> operationKinds.put(kind.replace(' ', '_'), count));
    List<Object> failures = new ArrayList<>();
    campaign.failures().forEach(failed -> failures.add(json(failed)));
    return Json.object()
        .put("profile", profile.toString())
        .put("seeds", totals.seeds())
        .put("violations", totals.violations())
        .put("seconds", seconds)
        .put("jobs", jobs)
        .put("simulatedSeconds", totals.simulatedSeconds())
        .put("speed", totals.simulatedSeconds() / seconds)
        .put("speedPerCore", totals.simulatedSeconds() / seconds / jobs)
        .put("events", totals.events())
        .put("operations", totals.operations())
        .put("operationKinds", operationKinds)
        .put("unknown", totals.unknown())
        .put("entries", totals.applied())
        .put("leaders", totals.leaders())
        .put("snapshotsTaken", totals.snapshotsTaken())
        .put("snapshotsInstalled", totals.snapshotsInstalled())
        .put("membershipChanges", totals.membershipsChanged())
        .put("lossesRepaired", totals.lossesRepaired())
        .put("statesDropped", totals.quarantines())
        .put("stateComparisons", totals.comparisons())
        .put("powerLosses", totals.powerLosses())
        .put("faults", faults)
        .put("failures", failures);
  }

  static Json json(RunReport run) {
    RunReport.Failure failure = run.violation();
    return Json.object()
        .put("seed", run.seed())
        .put("clean", run.isClean())
        .put("oracle", failure == null ? null : failure.oracle())
        .put("message", failure == null ? null : failure.message())
        .put("atSeconds", failure == null ? null : failure.atNanos() / 1e9)
        .put("simulatedSeconds", run.simulatedNanos() / 1e9)
        .put("operations", run.operations())
        .put("leaders", run.leaders())
        .put("trace", String.format(Locale.ROOT, "%016x", run.traceHash()));
  }

  static Json json(long seed, Shrinker.Shrunk shrunk) {
    RunReport.Failure failure = shrunk.report().violation();
    List<Object> faults = new ArrayList<>();
    shrunk.plan().faults().forEach(fault -> faults.add(fault.toString()));
    return Json.object()
        .put("seed", seed)
        .put("oracle", failure == null ? null : failure.oracle())
        .put("message", failure == null ? null : failure.message())
        .put("drill", shrunk.plan().drill().name())
        .put("faults", faults)
        .put("runs", shrunk.runs());
  }

  private static String name(Family family) {
    return family.name().toLowerCase(Locale.ROOT);
  }

  private static String name(Fault.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String time(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 7_200) {
      return String.format(Locale.ROOT, "%.1f minutes", seconds / 60);
    }
    return seconds < 172_800
        ? String.format(Locale.ROOT, "%.1f hours", seconds / 3_600)
        : String.format(Locale.ROOT, "%.1f days", seconds / 86_400);
  }
}
