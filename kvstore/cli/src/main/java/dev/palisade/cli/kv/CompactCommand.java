package dev.palisade.cli.kv;

import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.client.Bytes;
import dev.palisade.client.PalisadeClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops old versions. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    description = {
      "Drop the versions that only revisions before a given one show.",
      "",
      "The nodes do so by themselves for all but the newest keep-revisions (see the settings of"
          + " 'palisade server'). Later reads of what was before are refused."
    })
public final class CompactCommand implements Callable<Integer> {
  private static final Bytes ANY_KEY = Bytes.of("compact");

  private final GlobalOptions options;

  @ArgGroup(multiplicity = "1")
  private Until until = new Until();

  /** One of both. */
  private static final class Until {
    @Parameters(
        paramLabel = "REVISION",
        arity = "0..1",
        description = "The oldest revision that can still be read.")
    private long revision;

    @Option(
        names = "--keep",
        paramLabel = "N",
        description = "Instead: how many of the newest revisions can still be read.")
    private long keep;
  }

  /** With the options of all commands. */
  public CompactCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public Integer call() {
    if (until.revision < 0 || until.keep < 0 || (until.revision == 0 && until.keep == 0)) {
      throw new IllegalArgumentException(
          "give a revision, or --keep with a number of revisions, above 0");
    }
    long compacted;
    try (PalisadeClient client = Connection.open(options)) {
      long revision =
          until.keep > 0 ? client.get(ANY_KEY).revision() - until.keep + 1 : until.revision;
      compacted = client.compact(Math.max(1, revision));
    }
    options.show(
        () -> Json.object().put("compacted_revision", compacted),
        () -> "revisions from " + compacted + " on can be read\n");
    return ExitCode.OK;
  }
}
