/** Tests of {@code dev.palisade.cli.local}. */
@NullMarked
package dev.palisade.cli.local;

import org.jspecify.annotations.NullMarked;
