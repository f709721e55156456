package dev.palisade.checker.search;

/** What a search found about one problem; calls are numbered as in the {@link Problem}. */
public sealed interface SearchResult {

  /** A linearization: numbers of calls, each required one once. */
  record Found(int[] order) implements SearchResult {}

  /** There is none; {@code failing} is the call at whose completion that became certain. */
  record None(int failing) implements SearchResult {}

  /** The history lacks what this algorithm needs. */
  record NotApplicable(String reason) implements SearchResult {}
}
