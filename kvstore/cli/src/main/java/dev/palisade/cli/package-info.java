/**
 * The {@code palisade} command: one class for each subcommand, and the one place where a node is
 * wired by hand. {@link dev.palisade.cli.Palisade} is where to start reading.
 *
 * <p>May import everything; nothing imports it. {@code PalisadeTest} shows best how a command
 * behaves from outside: arguments in, text and an exit code out.
 */
@NullMarked
package dev.palisade.cli;

import org.jspecify.annotations.NullMarked;
