/** The gRPC services of a node. */
@NullMarked
package dev.palisade.kv.server;

import org.jspecify.annotations.NullMarked;
