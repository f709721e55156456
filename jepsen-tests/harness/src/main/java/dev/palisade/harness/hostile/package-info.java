/**
 * Clients and strangers that mean harm to Palisade's nodes, each through the public interface or
 * the peers' port: what an attacker can do who has nothing but a network connection.
 *
 * <p>Imports {@code cluster}, {@code net} and the wire contract. {@code HostileIT} shows it best.
 */
@NullMarked
package dev.palisade.harness.hostile;

import org.jspecify.annotations.NullMarked;
