package dev.palisade.cli.kv;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.client.DeleteResult;
import dev.palisade.client.KeyRange;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.WriteOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes keys. */
@Command(
    name = "del",
    mixinStandardHelpOptions = true,
    description = {
      "Delete a key, the keys of a range (--to) or those with a prefix (--prefix).",
      "",
      "Exits with 3 when nothing was there to delete."
    })
public final class DeleteCommand implements Callable<Integer> {
  private final GlobalOptions options;

  @Parameters(paramLabel = "KEY", description = "The key, or where the range begins.")
  private String key = "";

  @Option(names = "--to", paramLabel = "KEY", description = "Exclusive end of the range.")
  private @Nullable String toExclusive;

  @Option(names = "--prefix", description = "Delete every key that begins with KEY.")
  private boolean prefix;

  @Option(names = "--previous", description = "Show the versions that were deleted.")
  private boolean previous;

  @Mixin private BytesOptions bytes = new BytesOptions();
  @Mixin private FenceOptions fences = new FenceOptions();

  /** With the options of all commands. */
  public DeleteCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    WriteOptions write = fences.writeOptions();
    DeleteResult result;
    try (PalisadeClient client = Connection.open(options)) {
      result = client.delete(range(), previous ? write.returningPrevious() : write);
    }
    if (result.deleted() == 0) {
      throw new CommandFailed(ExitCode.NOT_FOUND, "there was nothing to delete at '" + key + "'");
    }
    Pairs pairs = new Pairs(options, bytes);
    options.show(
        () -> {
          Json json =
              Json.object()
                  .put("deleted", result.deleted())
                  .put("revision", result.revision())
                  .put("time", HlcText.show(result.hlc().bits()));
          return previous ? json.put("previous", pairs.json(result.previous())) : json;
        },
        () ->
            (previous ? pairs.table(result.previous()).toString() : "")
                + "deleted "
                + result.deleted()
                + ", revision "
                + result.revision()
                + "\n");
    return ExitCode.OK;
  }

  private KeyRange range() {
    if (prefix && toExclusive != null) {
      throw new IllegalArgumentException("--prefix and --to exclude each other");
    }
    if (prefix) {
      return KeyRange.prefix(bytes.parse(key));
    }
    return toExclusive == null
        ? KeyRange.key(bytes.parse(key))
        : KeyRange.between(bytes.parse(key), bytes.parse(toExclusive));
  }
}
