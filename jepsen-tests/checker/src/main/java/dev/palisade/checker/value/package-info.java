/**
 * Values that histories hold and Java has no class for: keywords, symbols, ratios, tagged elements,
 * and what a reader did not understand. Equal as in Clojure, see {@code docs/checker.md}.
 *
 * <p>Imports nothing but the JDK. {@code ExactTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.value;

import org.jspecify.annotations.NullMarked;
