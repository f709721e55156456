package dev.palisade.cli.sim;

import dev.palisade.cli.GlobalOptions;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One line on a terminal that is written anew every half second; nothing elsewhere. */
final class Progress implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean shown;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private Progress(GlobalOptions options) {
    err = options.surroundings().err();
    shown = options.surroundings().isTerminal();
  }

  static Progress of(GlobalOptions options, Supplier<String> line) {
    Progress progress = new Progress(options);
    if (progress.shown) {
      progress.clock.scheduleAtFixedRate(
          () -> progress.write(ERASE + line.get()), 500, 500, TimeUnit.MILLISECONDS);
    }
    return progress;
  }

  private synchronized void write(String text) {
    err.print(text);
    err.flush();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (shown) {
      write(ERASE);
    }
  }
}
