/**
 * etcd as a system under test: Debian's server, and clients that speak the public API through its
 * JSON gateway. Shows that the harness is not made for one system.
 *
 * <p>Imports {@code cluster}, {@code client} and the JDK's HTTP client. {@code EtcdSystemTest}
 * shows it best.
 */
@NullMarked
package dev.palisade.harness.etcd;

import org.jspecify.annotations.NullMarked;
