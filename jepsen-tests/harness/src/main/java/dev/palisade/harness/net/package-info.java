/**
 * How nodes reach one another, and how that is disturbed: through a TCP proxy for each pair, or in
 * network namespaces of their own.
 *
 * <p>Imports nothing of the harness. {@code ProxyNetTest} shows it best.
 */
@NullMarked
package dev.palisade.harness.net;

import org.jspecify.annotations.NullMarked;
