@NullMarked
package dev.palisade.harness.generator;

import org.jspecify.annotations.NullMarked;
