/**
 * What clients do, and what has to be true of it afterwards.
 *
 * <p>Imports {@code client}, {@code generator} and {@code verdict}; knows no system under test.
 * {@code WorkloadsTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.workload;

import org.jspecify.annotations.NullMarked;
