package dev.palisade.cli.kv;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.client.Bytes;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PutResult;
import dev.palisade.client.WriteOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets one key. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    description = "Set a key. Prints the revision of the write.")
public final class PutCommand implements Callable<Integer> {
  private final GlobalOptions options;

  @Mixin private KeyAndValue pair = new KeyAndValue();
  @Mixin private BytesOptions bytes = new BytesOptions();
  @Mixin private FenceOptions fences = new FenceOptions();

  @Option(names = "--previous", description = "Show the version that was replaced.")
  private boolean previous;

  /** With the options of all commands. */
  public PutCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() throws IOException {
    Bytes content = pair.readValue(options, bytes);
    WriteOptions write = fences.writeOptions();
    try (PalisadeClient client = Connection.open(options)) {
      PutResult result =
          client.put(pair.key(bytes), content, previous ? write.returningPrevious() : write);
      options.show(() -> json(result), () -> text(result));
    }
    return ExitCode.OK;
  }

  private String text(PutResult result) {
    return "revision "
        + result.revision()
        + result.previous().map(old -> ", was " + bytes.show(old.value())).orElse("")
        + "\n";
  }

  private Json json(PutResult result) {
    Json json =
        Json.object()
            .put("revision", result.revision())
            .put("time", HlcText.show(result.hlc().bits()));
    result.previous().ifPresent(old -> json.put("previous", new Pairs(options, bytes).json(old)));
    return json;
  }
}
