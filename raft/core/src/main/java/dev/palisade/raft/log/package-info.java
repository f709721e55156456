/** The write-ahead log over a {@code Disk}. */
@NullMarked
package dev.palisade.raft.log;

import org.jspecify.annotations.NullMarked;
