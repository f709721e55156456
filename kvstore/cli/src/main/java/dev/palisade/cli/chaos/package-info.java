/**
 * {@code palisade chaos}: real processes, real faults, and a verdict.
 *
 * <p>May import the harness, {@code cli.local} for the server's command line, and the output rooms.
 * {@code ChaosIT} shows it best.
 */
@NullMarked
package dev.palisade.cli.chaos;

import org.jspecify.annotations.NullMarked;
