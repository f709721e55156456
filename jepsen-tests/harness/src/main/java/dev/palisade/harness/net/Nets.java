package dev.palisade.harness.net;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** Opens networks of either kind. */
public final class Nets {
  private Nets() {}

  /** Why networks of a kind cannot be had here, and what to do about it; empty when they can. */
  public static Optional<String> whyNotHere(NetKind kind) {
    return switch (kind) {
      case PROXY -> Optional.empty();
      case NETNS -> NetnsNet.whyNotHere();
    };
  }

  /**
   * Why networks of a kind can neither reset connections nor leave them half open here, and what to
   * do about it; empty when they can.
   */
  public static Optional<String> whyNotReset(NetKind kind) {
    return switch (kind) {
      case PROXY -> Optional.empty();
      case NETNS -> EndedConnection.whyNotHere();
    };
  }

  /**
   * Opens the network of a run.
   *
   * @param dice chooses ports
   * @throws NetException when it cannot be had; nothing is left then
   */
  public static Net open(NetKind kind, int nodes, RandomGenerator dice) {
    whyNotHere(kind)
        .ifPresent(
            why -> {
              throw new NetException("a network of kind " + kind.word() + ": " + why);
            });
    return switch (kind) {
      case PROXY -> ProxyNet.open(nodes, dice);
      case NETNS -> NetnsNet.open(nodes);
    };
  }
}
