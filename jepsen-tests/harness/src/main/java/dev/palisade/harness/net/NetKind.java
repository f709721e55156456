package dev.palisade.harness.net;

/** The two ways in which the links between nodes can be disturbed. */
public enum NetKind {
  /** A TCP proxy in this process for each pair of nodes; needs nothing. */
  PROXY,
  /**
   * A network namespace for each node, each with an address of its own, and packet filters; needs
   * Linux, root, {@code ip} and {@code nft}.
   */
  NETNS;

  /** As in commands and in {@code run.json}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
