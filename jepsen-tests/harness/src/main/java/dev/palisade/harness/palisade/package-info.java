/**
 * Palisade as a system under test, and the client through which workloads reach it.
 *
 * <p>Imports {@code cluster} and Palisade's Java client; knows nothing of the server's code, which
 * it starts by the command that it is given.
 */
@NullMarked
package dev.palisade.harness.palisade;

import org.jspecify.annotations.NullMarked;
