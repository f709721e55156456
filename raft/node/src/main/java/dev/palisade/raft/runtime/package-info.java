/** Threads and files: gives each actor of a replica a thread. */
@NullMarked
package dev.palisade.raft.runtime;

import org.jspecify.annotations.NullMarked;
