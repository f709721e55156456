/**
 * The report of a run: one page of HTML made from the files of its directory, which needs nothing
 * else to be read.
 *
 * <p>May import the checker's formats. Knows the files of a run, not the code that wrote them, so
 * that old runs can be drawn again. {@code ChaosReportTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.report;

import org.jspecify.annotations.NullMarked;
