/**
 * How the client's calls reach the leader and come back: internal to the client, no promise to
 * others.
 *
 * <p>Everything here is confined to one thread, the {@link dev.palisade.client.transport.Loop},
 * which is also the thread that reads and writes the sockets; so there are no locks, and calls that
 * arrive while it works are sent together when it is done. What may be used from other threads says
 * so.
 *
 * <p>Imports the wire contract, gRPC and Netty, and nothing of {@code dev.palisade.client}. {@code
 * CourierTest} shows it best.
 */
@NullMarked
package dev.palisade.client.transport;

import org.jspecify.annotations.NullMarked;
