/** Tests of {@code dev.palisade.cli.output}. */
@NullMarked
package dev.palisade.cli.output;

import org.jspecify.annotations.NullMarked;
