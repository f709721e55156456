@NullMarked
package dev.palisade.harness.workload;

import org.jspecify.annotations.NullMarked;
