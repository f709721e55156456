/** Tests of {@code dev.palisade.cli.load}. */
@NullMarked
package dev.palisade.cli.load;

import org.jspecify.annotations.NullMarked;
