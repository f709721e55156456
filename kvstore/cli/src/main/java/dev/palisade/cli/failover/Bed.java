package dev.palisade.cli.failover;

import java.io.IOException;
import java.util.List;

/** Three nodes of which the leader can be lost. Closed, it leaves nothing behind. */
interface Bed extends AutoCloseable {
  /** Where clients reach the nodes. */
  List<String> endpoints();

  /** Waits until one node leads and the others follow it; returns its number. */
  int awaitLeader() throws InterruptedException;

  /** Does this to the node. */
  void strike(LeaderFault fault, int node) throws IOException, InterruptedException;

  /** Undoes it. */
  void mend(LeaderFault fault, int node) throws IOException, InterruptedException;

  @Override
  void close();
}
