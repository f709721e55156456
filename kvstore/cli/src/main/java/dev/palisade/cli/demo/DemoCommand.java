package dev.palisade.cli.demo;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.cli.output.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows on this machine, in under a minute, what Palisade is for. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Show in steps, on a throw-away cluster of three processes, what Palisade is for.",
      "",
      "Puts and gets, takes a fence, protects a prefix, lets a paused holder write, kills the leader"
          + " under load, and compares the replicas. Leaves nothing behind. Exits with 1 when a step"
          + " did not hold."
    })
public final class DemoCommand implements Callable<Integer> {
  private final GlobalOptions options;

  /** With the options of all commands. */
  public DemoCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintStream story = options.wantsJson() ? silence() : options.surroundings().out();
    Steps steps = new Steps(story, options.surroundings().isTerminal() && !options.wantsJson());
    story.println("Palisade: three nodes as processes of this machine, removed at the end.\n");
    long start = System.nanoTime();
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        Story told = new Story(steps, throwAway.cluster())) {
      told.tell();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    String summary =
        String.format(
            Locale.ROOT, "%d of %d steps held, in %.0f s.", steps.held(), Story.STEPS, seconds);
    if (options.wantsJson()) {
      Json json = Json.object().put("held", steps.held()).put("steps", steps.json());
      options.surroundings().out().println(json.put("seconds", Math.round(seconds)));
      options.surroundings().out().flush();
    }
    if (steps.held() < Story.STEPS) {
      throw new CommandFailed(ExitCode.ERROR, summary);
    }
    story.println(summary + " Processes and files are gone.");
    story.flush();
    return ExitCode.OK;
  }

  private static PrintStream silence() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
