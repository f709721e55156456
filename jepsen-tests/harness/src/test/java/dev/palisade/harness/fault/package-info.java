@NullMarked
package dev.palisade.harness.fault;

import org.jspecify.annotations.NullMarked;
