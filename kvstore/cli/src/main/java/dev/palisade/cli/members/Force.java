package dev.palisade.cli.members;

import dev.palisade.client.MembershipChange;
import picocli.CommandLine.Option;

/** The option {@code --force} of commands that change who votes. */
public final class Force {
  @Option(
      names = "--force",
      description = {
        "Change even if too few voters answer the leader or keep up.",
        "RISK: if no majority of the new and of the old voters comes back, the cluster stops: no"
            + " reads, no writes, and no further change."
      })
  private boolean isWanted;

  /** The change as it is to be asked for. */
  public MembershipChange apply(MembershipChange change) {
    return isWanted ? change.force() : change;
  }
}
