package dev.palisade.cli.kv;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.client.GetResult;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads one key. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Read a key: prints its value.",
      "",
      "With -o table or json revision, version and time too. Exits with 3 when there is no such key."
    })
public final class GetCommand implements Callable<Integer> {
  private final GlobalOptions options;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Mixin private BytesOptions bytes = new BytesOptions();
  @Mixin private ReadChoices reads = new ReadChoices();

  @Option(names = "--raw", description = "Write the value's bytes as they are, without a newline.")
  private boolean raw;

  /** With the options of all commands. */
  public GetCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    GetResult result;
    try (PalisadeClient client = Connection.open(options)) {
      result = client.get(bytes.parse(key), reads.readOptions());
    }
    KeyValue found =
        result
            .kv()
            .orElseThrow(
                () ->
                    new CommandFailed(
                        ExitCode.NOT_FOUND,
                        "there is no key '"
                            + key
                            + "' at revision "
                            + result.revision()
                            + (result.stale() ? " (stale)" : "")));
    if (result.stale()) {
      options.progress("stale: read from one node, as of revision " + result.revision());
    }
    if (raw) {
      PrintStream out = options.surroundings().out();
      out.writeBytes(found.value().toByteArray());
      out.flush();
      return ExitCode.OK;
    }
    Pairs pairs = new Pairs(bytes);
    options.show(
        () -> pairs.json(found).put("revision", result.revision()).put("stale", result.stale()),
        () ->
            options.format().isPresent()
                ? pairs.table(List.of(found)) + label(result)
                : bytes.show(found.value()) + "\n");
    return ExitCode.OK;
  }

  private static String label(GetResult result) {
    return "revision " + result.revision() + (result.stale() ? ", stale" : "") + "\n";
  }
}
