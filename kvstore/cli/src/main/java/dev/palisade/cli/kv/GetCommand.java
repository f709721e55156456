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
      "Into a pipe or a file the value goes byte by byte as it is, without a newline after it. On a"
          + " terminal it is followed by a newline; a value with bytes that cannot be printed is"
          + " shown in $'…' with escapes (\\n, \\t, \\r, \\xNN, \\\\ and \\'), and a note says so."
          + " --raw writes it as it is there too, --hex writes hexadecimal digits.",
      "",
      "With -o table or json revision, version and time too. Exits with 3 when there is no such key."
    })
public final class GetCommand implements Callable<Integer> {
  private final GlobalOptions options;

  @Parameters(paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Mixin private BytesOptions bytes = new BytesOptions();
  @Mixin private ReadChoices reads = new ReadChoices();

  @Option(
      names = "--raw",
      description = "Write the value's bytes as they are, without a newline, also on a terminal.")
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
    if (raw || isForAProgram()) {
      PrintStream out = options.surroundings().out();
      out.writeBytes(found.value().toByteArray());
      out.flush();
      return ExitCode.OK;
    }
    if (options.format().isEmpty() && bytes.escapes(found.value())) {
      options.progress(
          "note: the value is shown escaped; --raw or a pipe gives its bytes as they are");
    }
    Pairs pairs = new Pairs(options, bytes);
    options.show(
        () -> pairs.json(found).put("revision", result.revision()).put("stale", result.stale()),
        () ->
            options.format().isPresent()
                ? pairs.table(List.of(found)) + label(result)
                : bytes.show(found.value()) + "\n");
    return ExitCode.OK;
  }

  /** Escapes would change the value for whatever reads it from a pipe or a file. */
  private boolean isForAProgram() {
    return options.format().isEmpty() && !bytes.isHex() && !options.surroundings().isTerminal();
  }

  private static String label(GetResult result) {
    return "revision " + result.revision() + (result.stale() ? ", stale" : "") + "\n";
  }
}
