package dev.palisade.cli.backup;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.kv.state.KvStateMachine.Continuation;
import picocli.CommandLine.Option;

/** The choice of how a new cluster goes on with the numbers of an old one. */
final class KeepRevisions {
  @Option(
      names = "--keep-revisions",
      description = {
        "Go on where the data ends, with its tokens and sessions. DANGEROUS unless nothing happened"
            + " in the old cluster since: a token, a revision and a session id that it gave can be"
            + " given again, to somebody else. The same for all nodes of the new cluster."
      })
  private boolean kept;

  Continuation continuation() {
    return kept ? Continuation.AS_IF_NOTHING_HAPPENED : Continuation.NEW_EPOCH;
  }

  boolean isKept() {
    return kept;
  }

  /** Says what the choice risks, if it was made. */
  void warn(GlobalOptions options) {
    if (kept) {
      options
          .surroundings()
          .err()
          .println(
              "warning: --keep-revisions: tokens, revisions and session ids that the old cluster"
                  + " gave after this data was written can be given again, and the writes of their"
                  + " old holders are then let through; give the option to all nodes or to none");
    }
  }
}
