package dev.palisade.kv.rocks;

import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Logger;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/**
 * How RocksDB is set up. All memory that it takes at its own will is bounded here: at most 24
 * memory tables and one block cache, 160 MiB in all.
 *
 * <p>Each block of a table has a checksum, which is looked at whenever the block is read from the
 * disk, by lookups, scans, and compactions alike; paranoid checks make any damage an error of the
 * read instead of a gap in what it finds, and what a flush or a compaction wrote is read again
 * before it counts. A block in the cache was checked when it came in.
 */
final class RocksOptions implements AutoCloseable {
  static {
    // Nothing of RocksDB is used without options, so this is the one way in.
    RocksDB.loadLibrary();
  }

  /**
   * Small, for a put mostly waits for the processor's cache while it looks for its place in a table
   * of the memory: at 4 MiB it takes half of what it takes at 32 MiB. Eight together become a file,
   * so that there are no more files, and no more compactions, than with large ones.
   */
  private static final long MEMORY_TABLE_BYTES = 4L << 20;

  private static final int MEMORY_TABLES_A_FILE = 8;
  private static final int MEMORY_TABLES = 3 * MEMORY_TABLES_A_FILE;

  /** Lookups skip the memory tables that lack the key: part of a table's bytes for its filter. */
  private static final double MEMORY_FILTER_SHARE = 0.02;

  private static final long BLOCK_CACHE_BYTES = 64L << 20;

  /** Few shards, for a block that is too large for its shard is read again at each use. */
  private static final int CACHE_SHARD_BITS = 2;

  private static final int BLOCK_BYTES = 8 << 10;

  /** About one per cent of the lookups of an absent key read a block in vain. */
  private static final double BLOOM_BITS_PER_KEY = 10;

  /** For looking at a database that is not in use, or is a snapshot. */
  private static final long VIEW_CACHE_BYTES = 8L << 20;

  private final LRUCache blockCache;
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY, false);
  private final Options options = new Options();

  private @Nullable Logger nowhere;

  private RocksOptions(long cacheBytes) {
    blockCache = new LRUCache(cacheBytes, CACHE_SHARD_BITS);
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig()
            .setBlockCache(blockCache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(bloom)
            .setWholeKeyFiltering(true)
            // In parts, so that a file of which little is asked takes little room in the cache.
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(true)
            .setMetadataBlockSize(BLOCK_BYTES)
            .setPinTopLevelIndexAndFilter(true)
            // Indexes and filters count against the cache, or they would grow with the data.
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    options
        .setCreateIfMissing(true)
        .setParanoidChecks(true)
        .setParanoidFileChecks(true)
        .setForceConsistencyChecks(true)
        .setTableFormatConfig(tables)
        .setWriteBufferSize(MEMORY_TABLE_BYTES)
        .setMinWriteBufferNumberToMerge(MEMORY_TABLES_A_FILE)
        .setMaxWriteBufferNumber(MEMORY_TABLES)
        .setMemtablePrefixBloomSizeRatio(MEMORY_FILTER_SHARE)
        .setMemtableWholeKeyFiltering(true)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setLevelCompactionDynamicLevelBytes(true)
        .setMaxBackgroundJobs(2)
        // One thread writes: no locks for several in the memory table.
        .setAllowConcurrentMemtableWrite(false)
        .setMaxOpenFiles(512)
        // Files reach the disk evenly instead of in bursts that the log's syncs wait behind.
        .setBytesPerSync(1 << 20)
        // Closing flushes when it should; a crash that a test plays must not.
        .setAvoidFlushDuringShutdown(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(3)
        .setMaxLogFileSize(1 << 20)
        .setStatsDumpPeriodSec(0);
  }

  /** For a database that is written to, and created when there is none. */
  static RocksOptions live() {
    return new RocksOptions(BLOCK_CACHE_BYTES);
  }

  /** For one that is only looked at: not even a log is written. */
  static RocksOptions view() {
    RocksOptions view = new RocksOptions(VIEW_CACHE_BYTES);
    Logger nowhere =
        new Logger(InfoLogLevel.FATAL_LEVEL) {
          @Override
          protected void log(InfoLogLevel level, String message) {}
        };
    view.nowhere = nowhere;
    view.options.setCreateIfMissing(false).setLogger(nowhere);
    return view;
  }

  /** Lives as long as this. */
  Options forDatabase() {
    return options;
  }

  @Override
  public void close() {
    options.close();
    if (nowhere != null) {
      nowhere.close();
    }
    bloom.close();
    blockCache.close();
  }
}
