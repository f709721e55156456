/**
 * The write-ahead log: one replica's hard state and entries, in append-only segment files on a
 * {@link dev.palisade.raft.log.Disk}. {@link dev.palisade.raft.log.Wal} is the door; {@link
 * dev.palisade.raft.log.EntryCodec} makes and takes apart the records that the log stores and the
 * links carry. {@code docs/formats.md} describes every byte.
 *
 * <p>May import {@code dev.palisade.raft} and the JDK, but no threads, channels, clocks or
 * randomness. {@code WalTest} shows the use; {@code CrashPointsTest} shows what must hold.
 */
@NullMarked
package dev.palisade.raft.log;

import org.jspecify.annotations.NullMarked;
