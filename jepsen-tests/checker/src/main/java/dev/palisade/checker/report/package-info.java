/**
 * The picture of a verdict: one self-contained page.
 *
 * <p>May import the histories, the verdicts and the formats. {@code HtmlReportTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.report;

import org.jspecify.annotations.NullMarked;
