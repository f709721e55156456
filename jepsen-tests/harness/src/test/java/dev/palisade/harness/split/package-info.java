@NullMarked
package dev.palisade.harness.split;

import org.jspecify.annotations.NullMarked;
