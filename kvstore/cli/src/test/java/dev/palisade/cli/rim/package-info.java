/**
 * Deliberate defects in the code that no simulation runs: sockets, files, the client, the server's
 * edge. Each names the unit test that sees it.
 *
 * <p>{@code RimMutantsTest} shows it best; {@code scripts/rim-mutants} runs them.
 */
@NullMarked
package dev.palisade.cli.rim;

import org.jspecify.annotations.NullMarked;
