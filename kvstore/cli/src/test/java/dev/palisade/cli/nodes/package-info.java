/** Tests of {@code dev.palisade.cli.nodes}. */
@NullMarked
package dev.palisade.cli.nodes;

import org.jspecify.annotations.NullMarked;
