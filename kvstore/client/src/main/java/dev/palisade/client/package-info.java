/** The Java client. */
@NullMarked
package dev.palisade.client;

import org.jspecify.annotations.NullMarked;
