/**
 * How results are shown: aligned tables, JSON, and bytes as text. Pure: no stream is written here
 * but those given.
 *
 * <p>Imports nothing of the project. {@code JsonTest} and {@code TableTest} show what comes out.
 */
@NullMarked
package dev.palisade.cli.output;

import org.jspecify.annotations.NullMarked;
