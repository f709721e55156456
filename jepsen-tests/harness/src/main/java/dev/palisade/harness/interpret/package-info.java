/**
 * Carries out what a generator says: one scheduler, a thread and a queue for each worker, and a
 * history that is written as it happens.
 *
 * <p>Imports {@code client} and {@code generator}. {@code InterpreterTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.interpret;

import org.jspecify.annotations.NullMarked;
