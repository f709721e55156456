/**
 * {@code palisade snapshot} and {@code palisade recover}: states saved to files, checked, and made
 * the beginning of new clusters.
 *
 * <p>May import the state in RocksDB, the log, the settings of the server, the generated stubs, and
 * the rooms for nodes and output. {@code BackupIT} shows it best.
 */
@NullMarked
package dev.palisade.cli.backup;

import org.jspecify.annotations.NullMarked;
