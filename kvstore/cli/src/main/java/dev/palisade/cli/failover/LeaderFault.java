package dev.palisade.cli.failover;

/** What is done to a leader. The names are those of the command line. */
enum LeaderFault {
  /** SIGKILL: the operating system closes the process' connections and its port. */
  kill("SIGKILL"),
  /** SIGSTOP: connections and port stay open, and nothing answers. */
  stop("SIGSTOP"),
  /** Its links to the other nodes are cut; clients still reach it. */
  cut("links cut");

  private final String title;

  LeaderFault(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
