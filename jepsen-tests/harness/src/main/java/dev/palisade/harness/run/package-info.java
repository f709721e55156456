/**
 * One run from its options to its verdict: makes the directory, starts the cluster, lets clients
 * and faults at it, heals, judges, and writes down what happened.
 *
 * <p>Imports every other room of the harness; nothing imports it but the command line. {@code
 * ChaosRunTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.run;

import org.jspecify.annotations.NullMarked;
