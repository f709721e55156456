/**
 * What is done to a cluster while clients work, when, and how it is undone: always, also when the
 * run is interrupted.
 *
 * <p>Imports {@code cluster} and {@code net}. {@code ScheduleTest} and {@code NemesisTest} show it
 * best.
 */
@NullMarked
package dev.palisade.harness.fault;

import org.jspecify.annotations.NullMarked;
