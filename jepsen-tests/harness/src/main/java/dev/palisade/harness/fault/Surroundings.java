package dev.palisade.harness.fault;

import dev.palisade.harness.net.NetKind;

/**
 * What a run has to do with.
 *
 * @param net how its nodes are joined
 * @param nodes how many they are
 */
public record Surroundings(NetKind net, int nodes) {}
