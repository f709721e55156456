package dev.palisade.cli;

import dev.palisade.cli.local.ClusterFile;
import dev.palisade.cli.output.Json;
import dev.palisade.cli.output.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, and the surroundings that it runs in. */
public final class GlobalOptions {
  /** How a result is shown. */
  public enum Format {
    table,
    json
  }

  private static final String DEFAULT_FOLDER = ".palisade";

  private final Surroundings surroundings;

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "How to show the result: ${COMPLETION-CANDIDATES}.")
  private @Nullable Format format;

  @Option(
      names = "--endpoints",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT,…",
      description =
          "Where the nodes listen for clients. Default: $PALISADE_ENDPOINTS, otherwise the local"
              + " cluster of --dir.")
  private @Nullable String endpoints;

  @Option(
      names = "--dir",
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      description = "Folder of the local cluster. Default: $PALISADE_DIR, otherwise ./.palisade.")
  private @Nullable String folder;

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "How long a call may take, for example 500ms or 10s. Default: 5s.")
  private Duration timeout = Duration.ofSeconds(5);

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show stack traces of errors.")
  private boolean debug;

  GlobalOptions(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What the command runs in. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** The format asked for, if any. */
  public Optional<Format> format() {
    return Optional.ofNullable(format);
  }

  /** Whether the result is to be JSON. */
  public boolean wantsJson() {
    return format == Format.json;
  }

  /** How long a call may take. */
  public Duration timeout() {
    return timeout;
  }

  /** Whether stack traces are wanted. */
  public boolean debug() {
    return debug;
  }

  /** Folder of the local cluster. */
  public Path folder() {
    String chosen = folder != null ? folder : surroundings.environment().get("PALISADE_DIR");
    return surroundings.path(chosen == null || chosen.isEmpty() ? DEFAULT_FOLDER : chosen);
  }

  /** Whether endpoints were named, by option or environment. */
  public boolean namesEndpoints() {
    return endpoints != null || surroundings.environment().containsKey("PALISADE_ENDPOINTS");
  }

  /**
   * The clients' endpoints of the cluster to talk to.
   *
   * @throws CommandFailed when none is named and there is no local cluster
   */
  public List<String> endpoints() {
    String named =
        endpoints != null ? endpoints : surroundings.environment().get("PALISADE_ENDPOINTS");
    if (named != null) {
      return parseEndpoints(named);
    }
    try {
      return ClusterFile.read(folder())
          .map(ClusterFile::clientEndpoints)
          .orElseThrow(
              () ->
                  new CommandFailed(
                      ExitCode.USAGE,
                      "no cluster to talk to: there is none in "
                          + folder()
                          + "; start one with 'palisade cluster up', or name nodes with"
                          + " --endpoints HOST:PORT,…"));
    } catch (IOException e) {
      throw new CommandFailed(ExitCode.ERROR, Reasons.of(e));
    }
  }

  private static List<String> parseEndpoints(String named) {
    List<String> parsed =
        Arrays.stream(named.split(",", -1)).map(String::strip).filter(e -> !e.isEmpty()).toList();
    for (String endpoint : parsed) {
      if (!endpoint.matches(".+:[0-9]{1,5}")) {
        throw new CommandFailed(
            ExitCode.USAGE, "'" + endpoint + "' is no endpoint; write HOST:PORT, as in db1:7001");
      }
    }
    if (parsed.isEmpty()) {
      throw new CommandFailed(ExitCode.USAGE, "no endpoint in '" + named + "'");
    }
    return parsed;
  }

  /** Writes a result: JSON when it is asked for, otherwise the text. */
  public void show(Supplier<Json> json, Supplier<String> text) {
    if (wantsJson()) {
      surroundings.out().println(json.get());
    } else {
      surroundings.out().print(text.get());
    }
    surroundings.out().flush();
  }

  /** The table, its long cells cut to the width of the terminal that shows it, if one does. */
  public Table fit(Table table) {
    return table.fit(surroundings.terminalColumns());
  }

  /** Writes a note to standard error, where it is not taken for a part of the result. */
  public void note(String line) {
    if (!wantsJson()) {
      surroundings.out().flush();
      surroundings.err().println(line);
    }
  }

  /** Writes a line about what goes on, for a person only. */
  public void progress(String line) {
    if (surroundings.isTerminal()) {
      surroundings.err().println(line);
    }
  }
}
