/**
 * {@code palisade inspect}: looks at a node's files without a node, damaged or not.
 *
 * <p>May import the log, the state in RocksDB, and the output room. {@code InspectCommandTest}
 * shows it best.
 */
@NullMarked
package dev.palisade.cli.inspect;

import org.jspecify.annotations.NullMarked;
