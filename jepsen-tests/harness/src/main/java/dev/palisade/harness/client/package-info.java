/**
 * What a client of a system under test is: the edge between workloads and the systems that they run
 * against.
 *
 * <p>Imports {@code cluster} and the checker's vocabulary of histories.
 */
@NullMarked
package dev.palisade.harness.client;

import org.jspecify.annotations.NullMarked;
