@NullMarked
package dev.palisade.harness.net;

import org.jspecify.annotations.NullMarked;
