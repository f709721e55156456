/** Golden scripts: commands with their expected output in text files. */
@NullMarked
package dev.palisade.golden;

import org.jspecify.annotations.NullMarked;
