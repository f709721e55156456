/**
 * Decides whether a concurrent history is linearizable with respect to a model. {@link
 * dev.palisade.checker.Linearizability} is the entry point, {@link dev.palisade.checker.Verdict}
 * its answer.
 *
 * <p>May import {@code history}, {@code model} and {@code search} below it, and nothing outside the
 * JDK. {@code LinearizabilityTest} shows it best.
 */
@NullMarked
package dev.palisade.checker;

import org.jspecify.annotations.NullMarked;
