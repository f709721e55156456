/** The state in RocksDB. */
@NullMarked
package dev.palisade.kv.rocks;

import org.jspecify.annotations.NullMarked;
