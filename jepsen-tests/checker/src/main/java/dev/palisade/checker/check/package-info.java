/**
 * Checks beside linearizability: what sets, counters, queues, banks and identifiers promise, in
 * time linear or nearly so, and sequential consistency, whose search is bounded. Each says what it
 * found, not only that it found something.
 *
 * <p>May import the histories and the models. {@code HistoryChecksTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.check;

import org.jspecify.annotations.NullMarked;
