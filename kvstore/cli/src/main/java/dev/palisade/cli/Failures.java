package dev.palisade.cli;

import dev.palisade.cli.output.HlcText;
import dev.palisade.cli.output.Json;
import dev.palisade.client.FenceState;
import dev.palisade.client.FencedException;
import dev.palisade.client.NoQuorumException;
import dev.palisade.client.NotLeaderException;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.client.TimedOutException;
import dev.palisade.client.UnguardedException;
import dev.palisade.client.UnknownOutcomeException;
import dev.palisade.kv.state.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.rocksdb.RocksDBException;

/** What the user is told of an exception. */
public final class Failures {
  private Failures() {}

  /** The exit code and the line for an exception; wrappers are looked through. */
  public static CommandFailed of(Throwable thrown) {
    Throwable cause = thrown.getCause();
    if (isWrapper(thrown) && cause != null) {
      return of(cause);
    }
    return switch (thrown) {
      case CommandFailed failure -> failure;
      case PalisadeException refused -> ofClient(refused);
      case InterruptedException interrupted ->
          new CommandFailed(ExitCode.INTERRUPTED, "interrupted");
      case IllegalArgumentException wrong -> new CommandFailed(ExitCode.USAGE, Reasons.of(wrong));
      case IOException io -> new CommandFailed(ExitCode.ERROR, Reasons.of(io));
      case OutOfMemoryError tooLarge -> new CommandFailed(ExitCode.ERROR, Reasons.of(tooLarge));
      case StoreException store -> new CommandFailed(ExitCode.ERROR, Reasons.of(store));
      case RocksDBException rocks -> new CommandFailed(ExitCode.ERROR, Reasons.of(rocks));
      default ->
          new CommandFailed(
              ExitCode.ERROR,
              "unexpected: %s (%s); --debug shows where"
                  .formatted(Reasons.of(thrown), thrown.getClass().getSimpleName()));
    };
  }

  private static CommandFailed ofClient(PalisadeException thrown) {
    return switch (thrown) {
      case FencedException fenced ->
          new CommandFailed(ExitCode.FENCED, sentence(fenced), Optional.of(evidence(fenced)));
      case UnguardedException unguarded ->
          new CommandFailed(
              ExitCode.FENCED,
              "refused: key '"
                  + unguarded.key()
                  + "' is protected by fence '"
                  + unguarded.fence()
                  + "' (prefix '"
                  + unguarded.prefix()
                  + "') and the write carries no token of it; give --fence "
                  + unguarded.fence()
                  + ":TOKEN",
              Optional.of(
                  Json.object()
                      .put("reason", "unguarded")
                      .put("fence", unguarded.fence())
                      .put("prefix", unguarded.prefix().toString())));
      case NoQuorumException noQuorum -> noQuorum(noQuorum, "refused");
      case NotLeaderException notLeader -> noQuorum(notLeader, "refused");
      case TimedOutException timedOut -> noQuorum(timedOut, "refused");
      case UnknownOutcomeException unknown -> noQuorum(unknown, "unknown");
      case RefusedException refused ->
          new CommandFailed(ExitCode.ERROR, "refused: " + refused.getMessage());
    };
  }

  private static CommandFailed noQuorum(PalisadeException thrown, String outcome) {
    return new CommandFailed(
        ExitCode.NO_QUORUM,
        (outcome.equals("unknown") ? "outcome unknown: " : "no quorum: ") + thrown.getMessage(),
        Optional.of(Json.object().put("outcome", outcome)));
  }

  /** Why a token was refused, and who holds the fence now. */
  static String sentence(FencedException fenced) {
    FenceState state = fenced.state();
    String token = "token " + fenced.presentedToken() + " of fence '" + state.fence() + "'";
    String now =
        state.kind() == FenceState.Kind.EXTERNAL
            ? "the highest token seen is " + state.currentToken()
            : "token "
                + state.currentToken()
                + " is held by '"
                + state.holder()
                + "' since "
                + HlcText.show(state.since().bits());
    return switch (fenced.reason()) {
      case STALE -> "fenced: " + token + " is stale; " + now;
      case NEVER_MINTED -> "fenced: " + token + " was never minted; " + now;
      case RELEASED -> "fenced: " + token + " was released; grant the fence anew";
      case HELD -> "fenced: fence '" + state.fence() + "' is not free; " + now;
      case NO_SUCH_FENCE -> "fenced: there is no fence '" + state.fence() + "'; grant it first";
      case OTHER -> "fenced: " + fenced.getMessage();
    };
  }

  private static Json evidence(FencedException fenced) {
    return Json.object()
        .put("reason", fenced.reason().name().toLowerCase(Locale.ROOT))
        .put("presented_token", fenced.presentedToken())
        .put("fence", fenced.state().fence())
        .put("current_token", fenced.currentToken())
        .put("holder", fenced.holder())
        .put("since", HlcText.show(fenced.since().bits()))
        .put("released", fenced.state().released());
  }

  private static boolean isWrapper(Throwable thrown) {
    return thrown instanceof CompletionException
        || thrown instanceof ExecutionException
        || thrown instanceof UncheckedIOException;
  }
}
