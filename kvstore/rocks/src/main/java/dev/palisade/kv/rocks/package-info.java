/**
 * The state in RocksDB: {@link dev.palisade.kv.rocks.RocksStore}, one column family, without
 * RocksDB's own write-ahead log, for the Raft log is it; and {@link
 * dev.palisade.kv.rocks.RocksState}, which keeps it with its snapshots. May import {@code
 * dev.palisade.kv.state}, and of Raft the vocabulary, the codec of memberships and the edge of
 * snapshots. {@code RocksStoreTest} shows what is left after a crash, {@code RestoreCrashTest} what
 * of a restore.
 */
@NullMarked
package dev.palisade.kv.rocks;

import org.jspecify.annotations.NullMarked;
