/** The key-value state machine: revisions, fences, sessions. */
@NullMarked
package dev.palisade.kv.state;

import org.jspecify.annotations.NullMarked;
