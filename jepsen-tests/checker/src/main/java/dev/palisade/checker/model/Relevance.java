package dev.palisade.checker.model;

/** Whether a call has a place in a linearization. */
public enum Relevance {
  /** It has exactly one place, between its invocation and its completion. */
  REQUIRED,
  /** It has one place after its invocation, or none. */
  OPTIONAL,
  /** It says nothing and changes nothing: left out before the search. */
  IRRELEVANT
}
