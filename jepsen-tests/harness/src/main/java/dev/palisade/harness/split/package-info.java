/**
 * What the files of a run say about split brain: who acknowledged what, who was cut off from whom,
 * and what a node that was alone said of itself.
 *
 * <p>Imports the checker, {@code cluster} for the numbers of nodes, {@code json}, {@code net} for
 * links, and {@code verdict}. {@code CutOffNodesTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.split;

import org.jspecify.annotations.NullMarked;
