/** Links between peers over gRPC. */
@NullMarked
package dev.palisade.raft.transport;

import org.jspecify.annotations.NullMarked;
