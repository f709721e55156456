/** Tests of {@code dev.palisade.cli.bench}. */
@NullMarked
package dev.palisade.cli.bench;

import org.jspecify.annotations.NullMarked;
