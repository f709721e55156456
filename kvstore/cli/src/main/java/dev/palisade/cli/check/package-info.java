/**
 * {@code palisade check}: judges recorded histories.
 *
 * <p>May import the checker and the output rooms. {@code CheckCommandTest} shows it best.
 */
@NullMarked
package dev.palisade.cli.check;

import org.jspecify.annotations.NullMarked;
