/**
 * Reads the files of a run that hold JSON: one object, or one a line.
 *
 * <p>Imports the checker's formats.
 */
@NullMarked
package dev.palisade.harness.json;

import org.jspecify.annotations.NullMarked;
