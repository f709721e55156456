package dev.palisade.checker;

import dev.palisade.checker.Verdict.Cause;
import dev.palisade.checker.search.SearchResult;

/** What became of one partition. */
sealed interface Decision {

  /** The algorithm that decided, or gave up. */
  Algorithm algorithm();

  /** The partition has this order or none. */
  record Decided(Algorithm algorithm, SearchResult result) implements Decision {}

  /** Nobody knows. */
  record Open(Algorithm algorithm, Cause cause, String detail) implements Decision {}
}
