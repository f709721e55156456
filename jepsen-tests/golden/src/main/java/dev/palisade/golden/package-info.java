/**
 * Golden scripts: text files in which commands stand beside the output that is expected of them, so
 * that behaviour can be read, and reviewed as a difference, without the code.
 *
 * <pre>
 *   # An empty shop has nothing to sell.
 *   open
 *   buy apples count=2
 *   ---
 *   sorry, no apples
 *
 *   stock apples count=5
 *   buy apples count=2
 *   ---
 *   2 apples, 3 left
 * </pre>
 *
 * <p>A block is commands (with comments and blank lines as one likes), a line {@code ---}, and the
 * output of all of them up to a blank line. A command is a name, arguments, and {@code key=value}
 * options, apart by spaces; one that must fail has {@code !} before it, and its output is the
 * error. {@code -Dgolden.update=true} writes the actual output into the files: read what git shows
 * then.
 *
 * <p>Imports the JDK only. {@code GoldenScriptTest} shows it best.
 */
@NullMarked
package dev.palisade.golden;

import org.jspecify.annotations.NullMarked;
