@NullMarked
package dev.palisade.harness.interpret;

import org.jspecify.annotations.NullMarked;
