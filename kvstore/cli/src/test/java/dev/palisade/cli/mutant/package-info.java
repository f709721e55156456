/**
 * Servers that lack a safety mechanism, as real processes: what a run must convict.
 *
 * <p>Shown best by {@code MutantServersIT}.
 */
@NullMarked
package dev.palisade.cli.mutant;

import org.jspecify.annotations.NullMarked;
