/**
 * The algorithms: each takes a {@link dev.palisade.checker.search.Problem}, one partition of a
 * history, and answers with a {@link dev.palisade.checker.search.SearchResult} or is stopped by its
 * {@link dev.palisade.checker.search.Budget}. Public only for the package above; no promise to
 * users.
 *
 * <p>May import {@code history} and {@code model}. {@code AgreementTest} shows it best.
 */
@NullMarked
package dev.palisade.checker.search;

import org.jspecify.annotations.NullMarked;
