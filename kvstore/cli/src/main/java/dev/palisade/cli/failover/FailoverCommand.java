package dev.palisade.cli.failover;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loses one leader after another under a steady load, and measures how long puts fail. */
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    description = {
      "Measure how long puts fail when the leader is killed, paused or cut off.",
      "",
      "Starts throw-away clusters of three processes on this machine. A client puts every 5 ms"
          + " whether earlier puts were answered or not; measured is the longest time without an"
          + " acknowledgement, from the fault to the first put that is sent after it and succeeds."
    })
public final class FailoverCommand implements Callable<Integer> {
  private static final Duration LONGEST_GAP = Duration.ofSeconds(30);
  private static final int MOST_FAULTS = 10_000;

  private final GlobalOptions options;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "How often the leader is lost, by each kind of fault (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "FAULT,…",
      defaultValue = "kill,stop,cut",
      description =
          "What is done to the leader: kill (SIGKILL), stop (SIGSTOP), cut (its links to the other"
              + " nodes; default: ${DEFAULT-VALUE}).")
  private List<LeaderFault> by = new ArrayList<>();

  @Option(names = "--json", description = "The same as -o json.")
  private boolean json;

  /** With the options of all commands. */
  public FailoverCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (kills < 1 || kills > MOST_FAULTS) {
      throw new IllegalArgumentException("--kills is " + kills + "; expected 1 to " + MOST_FAULTS);
    }
    List<Gaps> all = new ArrayList<>();
    for (LeaderFault fault : by) {
      all.add(measure(fault));
    }
    if (json || options.wantsJson()) {
      options
          .surroundings()
          .out()
          .println(Json.object().put("failover", all.stream().map(Gaps::json).toList()));
    } else {
      options.surroundings().out().print(Gaps.table(all));
    }
    options.surroundings().out().flush();
    return ExitCode.OK;
  }

  private Gaps measure(LeaderFault fault) throws IOException, InterruptedException {
    List<Long> gaps = new ArrayList<>();
    options.progress("starting three nodes …");
    try (Bed bed = fault == LeaderFault.cut ? ProxiedBed.start() : LoopbackBed.start()) {
      bed.awaitLeader();
      try (SteadyPuts puts = new SteadyPuts(bed.endpoints())) {
        while (gaps.size() < kills) {
          gaps.add(lose(bed, puts, fault));
          options.progress(
              "%s, %d of %d: %d ms"
                  .formatted(fault.title(), gaps.size(), kills, gaps.getLast() / 1_000_000));
        }
      }
    }
    return new Gaps(fault, gaps);
  }

  /** Loses the leader once and gives the gap in nanoseconds. */
  private static long lose(Bed bed, SteadyPuts puts, LeaderFault fault)
      throws IOException, InterruptedException {
    int leader = bed.awaitLeader();
    // So that faults come at any moment between two heartbeats, in a cluster that is at rest.
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1_500, 2_000));
    puts.begin();
    bed.strike(fault, leader);
    long gap = puts.awaitGap(LONGEST_GAP);
    bed.mend(fault, leader);
    if (gap < 0) {
      throw new CommandFailed(
          ExitCode.UNHEALTHY,
          "node %d, the leader, was lost (%s), and no put was acknowledged within %d s"
              .formatted(leader, fault.title(), LONGEST_GAP.toSeconds()));
    }
    return gap;
  }
}
