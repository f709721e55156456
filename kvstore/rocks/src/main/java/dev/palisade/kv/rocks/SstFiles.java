package dev.palisade.kv.rocks;

import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** RocksDB's tables as files: once they have their names they are durable and never change. */
final class SstFiles {
  private SstFiles() {}

  /** Whether a file of a database is a table, by its name. */
  static boolean isTable(String name) {
    return name.endsWith(".sst");
  }

  /**
   * Reads all blocks of a table and compares them with their checksums.
   *
   * @return how many entries it says it has
   * @throws RocksDBException if one is not what was written, or it cannot be read
   */
  static long verify(Path table) throws RocksDBException {
    try (RocksOptions options = RocksOptions.view();
        SstFileReader reader = new SstFileReader(options.forDatabase())) {
      reader.open(table.toString());
      reader.verifyChecksum();
      return reader.getTableProperties().getNumEntries();
    }
  }
}
