@NullMarked
package dev.palisade.harness.palisade;

import org.jspecify.annotations.NullMarked;
