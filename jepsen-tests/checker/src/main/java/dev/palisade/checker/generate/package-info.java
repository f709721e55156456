/**
 * Histories made to order: legal ones, with crashes and any number of processes, and ones into
 * which a known fault was put. For tests of this checker and of others.
 *
 * <p>May import {@code checker}, {@code model} and {@code history}. {@code HistoriesTest} shows it
 * best.
 */
@NullMarked
package dev.palisade.checker.generate;

import org.jspecify.annotations.NullMarked;
