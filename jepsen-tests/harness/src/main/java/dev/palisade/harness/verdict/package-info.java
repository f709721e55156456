/**
 * What is said of a run: each check's verdict and its evidence.
 *
 * <p>Imports the checker and {@code json}. {@code WorkloadsTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.verdict;

import org.jspecify.annotations.NullMarked;
