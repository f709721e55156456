@NullMarked
package dev.palisade.harness.cluster;

import org.jspecify.annotations.NullMarked;
