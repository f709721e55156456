/**
 * What is asked of the clients, and when: values that say what comes next and what they are
 * afterwards.
 *
 * <p>Imports {@code client}. {@code GeneratorsTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.generator;

import org.jspecify.annotations.NullMarked;
