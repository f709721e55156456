/** Tests of {@code dev.palisade.cli.demo}. */
@NullMarked
package dev.palisade.cli.demo;

import org.jspecify.annotations.NullMarked;
