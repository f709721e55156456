/**
 * Sequential specifications: what a register, a lock or a queue answers when operations come one
 * after another. Implement {@link dev.palisade.checker.model.Model} for one of your own.
 *
 * <p>Imports {@code history} only. {@code ModelTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.model;

import org.jspecify.annotations.NullMarked;
