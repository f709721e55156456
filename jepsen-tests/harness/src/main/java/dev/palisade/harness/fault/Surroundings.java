package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.net.NetKind;

/**
 * What a run has to do with.
 *
 * @param net how its nodes are joined
 * @param nodes how many they are
 * @param membership whether its members can be changed
 * @param attacks whether attacks on the system are known
 */
public record Surroundings(NetKind net, int nodes, boolean membership, boolean attacks) {
  /** Those of a system on which no attacks are known. */
  public Surroundings(NetKind net, int nodes, boolean membership) {
    this(net, nodes, membership, false);
  }

  /** Those of a system whose members can be changed and on which attacks are known. */
  public Surroundings(NetKind net, int nodes) {
    this(net, nodes, true, true);
  }

  /** Those of a cluster of a system. */
  public static Surroundings of(SystemUnderTest system, NetKind net, int nodes) {
    return new Surroundings(
        net, nodes, system.membership().isPresent(), system.attacks().isPresent());
  }
}
