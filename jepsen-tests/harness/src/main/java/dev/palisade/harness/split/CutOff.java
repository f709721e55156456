package dev.palisade.harness.split;

/** For a while a node could not do something because of others that it did not reach. */
record CutOff(int node, Span span) {}
