/**
 * {@code palisade demo}: a story in numbered steps, each of which says what it shows and whether it
 * held.
 *
 * <p>Imports the client, {@code cli}, {@code cli.local} and {@code cli.nodes}. {@code StepsTest}
 * shows what a run looks like, {@code DemoIT} runs it.
 */
@NullMarked
package dev.palisade.cli.demo;

import org.jspecify.annotations.NullMarked;
