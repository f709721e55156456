/**
 * The commands that read and write keys and fences through the client, one class each.
 *
 * <p>Imports the client, {@code cli}, {@code cli.output} and {@code cli.txn}. {@code KeyCommandsIT}
 * shows them against a cluster.
 */
@NullMarked
package dev.palisade.cli.kv;

import org.jspecify.annotations.NullMarked;
