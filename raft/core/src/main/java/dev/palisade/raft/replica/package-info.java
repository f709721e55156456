/** The passive actors of a replica. */
@NullMarked
package dev.palisade.raft.replica;

import org.jspecify.annotations.NullMarked;
