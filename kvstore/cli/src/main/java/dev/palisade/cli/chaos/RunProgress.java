package dev.palisade.cli.chaos;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.harness.run.ChaosRun;
import dev.palisade.harness.run.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How a run goes: on a terminal one line that is written anew twice a second, elsewhere a line
 * every ten seconds and whenever something else begins.
 */
final class RunProgress implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";
  private static final int WIDTH = 110;
  private static final long EVERY_SECONDS = 10;

  private final PrintStream err;
  private final boolean terminal;
  private final ChaosRun run;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private String phase = "";
  private long lastSecond;

  private RunProgress(GlobalOptions options, ChaosRun run) {
    this.err = options.surroundings().err();
    this.terminal = options.surroundings().isTerminal();
    this.run = run;
  }

  static RunProgress of(GlobalOptions options, ChaosRun run) {
    RunProgress progress = new RunProgress(options, run);
    progress.clock.scheduleAtFixedRate(progress::show, 0, 500, TimeUnit.MILLISECONDS);
    return progress;
  }

  private synchronized void show() {
    Progress now = run.progress();
    if (terminal) {
      String line = line(now);
      write(ERASE + line.substring(0, Math.min(line.length(), WIDTH)));
      return;
    }
    long second = now.elapsed().toSeconds();
    if (!now.phase().equals(phase) || second - lastSecond >= EVERY_SECONDS) {
      phase = now.phase();
      lastSecond = second;
      write(line(now) + "\n");
    }
  }

  /** Where a run stands, on one line. */
  static String line(Progress now) {
    String leader = now.leader() == 0 ? "no leader" : "n" + now.leader() + " leads";
    return String.format(
        Locale.ROOT,
        "%4d s  %s: %,d ok, %,d fail, %,d unknown; %s in term %d; %d faults%s",
        now.elapsed().toSeconds(),
        now.phase(),
        now.ok(),
        now.fail(),
        now.info(),
        leader,
        now.term(),
        now.faults(),
        now.active().isEmpty() ? "" : ", now " + String.join("; ", now.active()));
  }

  private void write(String text) {
    err.print(text);
    err.flush();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (this) {
      if (terminal) {
        write(ERASE);
      }
    }
  }
}
