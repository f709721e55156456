/**
 * Palisade as a system under test, and the client through which workloads reach it.
 *
 * <p>Imports {@code cluster}, Palisade's Java client and, to ask one chosen node, the wire
 * contract; knows nothing of the server's code, which it starts by the command that it is given.
 */
@NullMarked
package dev.palisade.harness.palisade;

import org.jspecify.annotations.NullMarked;
