/** Tests of {@code dev.palisade.cli.txn}. */
@NullMarked
package dev.palisade.cli.txn;

import org.jspecify.annotations.NullMarked;
