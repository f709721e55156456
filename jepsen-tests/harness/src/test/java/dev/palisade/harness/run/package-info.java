@NullMarked
package dev.palisade.harness.run;

import org.jspecify.annotations.NullMarked;
