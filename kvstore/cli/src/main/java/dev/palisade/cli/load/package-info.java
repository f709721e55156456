/**
 * {@code palisade bench}: what an operation is, and the command around the closed loop.
 *
 * <p>Imports the client, the generated stubs, {@code cli}, {@code cli.bench}, {@code cli.local} and
 * {@code cli.nodes}. {@code BenchIT} shows a run.
 */
@NullMarked
package dev.palisade.cli.load;

import org.jspecify.annotations.NullMarked;
