package dev.palisade.cli.kv;

import dev.palisade.cli.CommandFailed;
import dev.palisade.cli.ExitCode;
import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.output.Json;
import dev.palisade.client.FenceCheck;
import dev.palisade.client.FenceList;
import dev.palisade.client.FenceState;
import dev.palisade.client.FenceToken;
import dev.palisade.client.PalisadeClient;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fences: grants, checks, protected prefixes. */
@Command(
    name = "fence",
    mixinStandardHelpOptions = true,
    description = {
      "Work with fences.",
      "",
      "  token=$(palisade fence grant job-7 --holder worker-a)",
      "  palisade put job/7 done --fence job-7:$token"
    })
public final class FenceCommand implements Runnable {
  private final GlobalOptions options;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** With the options of all commands. */
  public FenceCommand(GlobalOptions options) {
    this.options = options;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what: grant, release, check, protect, unprotect, external or list");
  }

  @Command(
      name = "grant",
      mixinStandardHelpOptions = true,
      description = "Mint a token that is higher than all before it. Prints the token.")
  int grant(
      @Parameters(paramLabel = "FENCE", description = "Name of the fence.") String fence,
      @Option(
              names = "--holder",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Who holds it; later evidence shows this.")
          String holder,
      @Option(names = "--if-free", description = "Only when no grant of it is live.")
          boolean ifFree) {
    try (PalisadeClient client = Connection.open(options)) {
      FenceToken token =
          ifFree
              ? client.fences().grantIfFree(fence, holder)
              : client.fences().grant(fence, holder);
      options.show(
          () -> Json.object().put("fence", fence).put("token", token.token()).put("holder", holder),
          () -> token.token() + "\n");
    }
    return ExitCode.OK;
  }

  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "End a grant: its token is dead from then on.")
  int release(
      @Parameters(
              paramLabel = "NAME:TOKEN",
              converter = FenceOptions.TokenText.class,
              description = "The fence and its token.")
          FenceToken token) {
    return change(client -> client.fences().release(token));
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Show a fence, and whether a token of it is live.",
        "",
        "Exits with 3 when there is no such fence, with 6 when the token is not live."
      })
  int check(
      @Parameters(index = "0", paramLabel = "FENCE", description = "Name of the fence.")
          String fence,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "TOKEN",
              description = "The token to check.")
          @Nullable Long token,
      @Mixin ReadChoices reads) {
    FenceCheck check;
    try (PalisadeClient client = Connection.open(options)) {
      check =
          token == null
              ? client.fences().state(fence)
              : client.fences().check(new FenceToken(fence, token), reads.readOptions());
    }
    FenceState state =
        check
            .state()
            .orElseThrow(
                () -> new CommandFailed(ExitCode.NOT_FOUND, "there is no fence '" + fence + "'"));
    options.show(
        () -> {
          Json json = FenceTexts.json(state);
          if (token != null) {
            json.put("token", token).put("live", check.live());
          }
          return json.put("stale", check.stale());
        },
        () ->
            options.fit(FenceTexts.table(List.of(state)))
                + (token == null
                    ? ""
                    : "token " + token + (check.live() ? " is live\n" : " is not live\n"))
                + (check.stale() ? "stale, as of revision " + check.revision() + "\n" : ""));
    return token == null || check.live() ? ExitCode.OK : ExitCode.FENCED;
  }

  @Command(
      name = "protect",
      mixinStandardHelpOptions = true,
      description = "From then on every write below a prefix must carry a live token of a fence.")
  int protect(
      @Parameters(index = "0", paramLabel = "PREFIX", description = "Beginning of the keys.")
          String prefix,
      @Parameters(index = "1", paramLabel = "FENCE", description = "Name of the fence.")
          String fence,
      @Mixin BytesOptions bytes) {
    return change(client -> client.fences().protect(bytes.parse(prefix), fence));
  }

  @Command(
      name = "unprotect",
      mixinStandardHelpOptions = true,
      description = "End a protection; needs a live token of its fence, if one is live.")
  int unprotect(
      @Parameters(paramLabel = "PREFIX", description = "The protected prefix.") String prefix,
      @Option(
              names = "--fence",
              paramLabel = "NAME:TOKEN",
              converter = FenceOptions.TokenText.class,
              description = "A live token of the protecting fence.")
          @Nullable FenceToken token,
      @Mixin BytesOptions bytes) {
    return change(
        client ->
            token == null
                ? client.fences().unprotect(bytes.parse(prefix))
                : client.fences().unprotect(bytes.parse(prefix), token));
  }

  @Command(
      name = "external",
      mixinStandardHelpOptions = true,
      description = "Declare a fence whose tokens are issued elsewhere: the highest seen counts.")
  int external(
      @Parameters(index = "0", paramLabel = "FENCE", description = "Name of the fence.")
          String fence,
      @Option(
              names = "--mark",
              paramLabel = "TOKEN",
              defaultValue = "0",
              description = "Tokens below it are refused from the start (default: 0).")
          long mark) {
    return change(client -> client.fences().declareExternal(fence, mark));
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show all fences and protected prefixes.")
  int list(@Mixin ReadChoices reads, @Mixin BytesOptions bytes) {
    FenceList list;
    try (PalisadeClient client = Connection.open(options)) {
      list = client.fences().list(reads.readOptions());
    }
    options.show(() -> FenceTexts.json(list, bytes), () -> FenceTexts.text(list, options, bytes));
    return ExitCode.OK;
  }

  private int change(ToLongFunction<PalisadeClient> change) {
    try (PalisadeClient client = Connection.open(options)) {
      long revision = change.applyAsLong(client);
      options.show(
          () -> Json.object().put("revision", revision), () -> "revision " + revision + "\n");
    }
    return ExitCode.OK;
  }
}
