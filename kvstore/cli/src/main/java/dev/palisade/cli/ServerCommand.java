package dev.palisade.cli;

import dev.palisade.kv.server.ConfigKey;
import dev.palisade.kv.server.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Runs one node in the foreground until it is told to stop. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = {
      "Run one node in the foreground. SIGTERM stops it in an orderly way.",
      "",
      "Every setting may also stand in the environment, --node-id as PALISADE_NODE_ID, or in a file"
          + " of lines KEY=VALUE, as node-id=1. A flag counts before the environment, and that"
          + " before the file."
    })
final class ServerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.node");

  private final GlobalOptions options;
  private final Map<String, String> flags = new TreeMap<>();

  @Option(names = "--config", paramLabel = "FILE", description = "File of settings.")
  private @Nullable String file;

  @Option(names = "--until-stdin-closes", hidden = true)
  private boolean untilStdinCloses;

  private ServerCommand(GlobalOptions options) {
    this.options = options;
  }

  /** The command, with a flag for every setting that a server has. */
  static CommandLine commandLine(GlobalOptions options) {
    ServerCommand command = new ServerCommand(options);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    for (ConfigKey key : ConfigKey.values()) {
      String standard =
          key.standard() == null || key.standard().isEmpty()
              ? ""
              : " (default: " + key.standard() + ")";
      spec.addOption(
          OptionSpec.builder("--" + key.key())
              .paramLabel("VALUE")
              .type(String.class)
              .description(capitalized(key.description()) + standard + ".")
              .setter(
                  new CommandLine.Model.ISetter() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <T> T set(T value) {
                      if (value == null) {
                        command.flags.remove(key.key()); // Picocli resets options first.
                        return value;
                      }
                      return (T) command.flags.put(key.key(), value.toString());
                    }
                  })
              .build());
    }
    return new CommandLine(spec);
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<Path> settings = Optional.ofNullable(file).map(options.surroundings()::path);
    ServerConfig config = ServerConfig.load(flags, options.surroundings().environment(), settings);
    Logging.forServer(config.logs());
    NodeRun run = new NodeRun(config);
    Runtime.getRuntime().addShutdownHook(new Thread(run::stop, "stop"));
    run.start();
    if (untilStdinCloses) {
      stopWithStandardInput(options.surroundings().in());
    }
    if (run.await() == NodeRun.End.REMOVED) {
      throw new CommandFailed(
          ExitCode.REMOVED,
          "node "
              + config.self().value()
              + " was removed from its cluster and never comes back under this id; start a new node"
              + " with another id and an empty --data folder, with --join=true, and add it");
    }
    return ExitCode.OK;
  }

  /** The node of a throw-away cluster ends with whoever holds the other end of this pipe. */
  private static void stopWithStandardInput(InputStream in) {
    Thread.ofPlatform()
        .daemon()
        .name("standard-input")
        .start(
            () -> {
              try {
                in.transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                LOG.warn("standard input failed: {}", e.getMessage());
              }
              System.exit(ExitCode.OK);
            });
  }
}
