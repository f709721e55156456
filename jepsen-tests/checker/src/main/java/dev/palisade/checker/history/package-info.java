/**
 * What clients asked and what they were answered: operations, and validated histories of them.
 *
 * <p>Imports nothing but the JDK. {@code HistoryTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.history;

import org.jspecify.annotations.NullMarked;
