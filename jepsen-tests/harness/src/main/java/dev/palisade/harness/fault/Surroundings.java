package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.net.NetKind;

/**
 * What a run has to do with.
 *
 * @param net how its nodes are joined
 * @param nodes how many they are
 * @param membership whether its members can be changed
 */
public record Surroundings(NetKind net, int nodes, boolean membership) {
  /** Those of a system whose members can be changed. */
  public Surroundings(NetKind net, int nodes) {
    this(net, nodes, true);
  }

  /** Those of a cluster of a system. */
  public static Surroundings of(SystemUnderTest system, NetKind net, int nodes) {
    return new Surroundings(net, nodes, system.membership().isPresent());
  }
}
