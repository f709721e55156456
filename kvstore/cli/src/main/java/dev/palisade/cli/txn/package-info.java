/**
 * The small language of {@code palisade txn}: conditions and operations as text.
 *
 * <p>Imports nothing of the project but {@code cli.output}. {@code TxnLanguageTest} shows it by
 * examples.
 */
@NullMarked
package dev.palisade.cli.txn;

import org.jspecify.annotations.NullMarked;
