/**
 * The state in RocksDB: {@link dev.palisade.kv.rocks.RocksStore}, one column family, without
 * RocksDB's own write-ahead log, for the Raft log is it. May import {@code dev.palisade.kv.state}.
 * {@code RocksStoreTest} shows what is left after a crash.
 */
@NullMarked
package dev.palisade.kv.rocks;

import org.jspecify.annotations.NullMarked;
