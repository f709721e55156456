/** Tests of {@code dev.palisade.cli}. */
@NullMarked
package dev.palisade.cli;

import org.jspecify.annotations.NullMarked;
