/**
 * What clients asked and what they were answered: operations, and validated histories of them.
 *
 * <p>May import the values. {@code HistoryTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.history;

import org.jspecify.annotations.NullMarked;
