package dev.palisade.kv.rocks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * How RocksDB is set up. All memory that it takes at its own will is bounded here: at most three
 * memory tables and one block cache, 160 MiB in all.
 */
final class RocksOptions implements AutoCloseable {
  private static final long MEMORY_TABLE_BYTES = 32L << 20;
  private static final int MEMORY_TABLES = 3;
  private static final long BLOCK_CACHE_BYTES = 64L << 20;

  /** Few shards, for a block that is too large for its shard is read again at each use. */
  private static final int CACHE_SHARD_BITS = 2;

  private static final int BLOCK_BYTES = 8 << 10;

  /** About one per cent of the lookups of an absent key read a block in vain. */
  private static final double BLOOM_BITS_PER_KEY = 10;

  private final LRUCache blockCache = new LRUCache(BLOCK_CACHE_BYTES, CACHE_SHARD_BITS);
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY, false);
  private final Options options = new Options();

  RocksOptions() {
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
        .setTableFormatConfig(tables)
        .setWriteBufferSize(MEMORY_TABLE_BYTES)
        .setMaxWriteBufferNumber(MEMORY_TABLES)
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

  /** Lives as long as this. */
  Options forDatabase() {
    return options;
  }

  @Override
  public void close() {
    options.close();
    bloom.close();
    blockCache.close();
  }
}
