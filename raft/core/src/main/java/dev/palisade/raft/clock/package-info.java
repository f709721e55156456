/** Hybrid logical clocks. */
@NullMarked
package dev.palisade.raft.clock;

import org.jspecify.annotations.NullMarked;
