/**
 * Questions to single nodes, whatever their role: status and state hash. The key-value calls go
 * through the client instead.
 *
 * <p>Imports only the generated stubs and {@code cli.output}.
 */
@NullMarked
package dev.palisade.cli.nodes;

import org.jspecify.annotations.NullMarked;
