package dev.palisade.harness.split;

import java.util.List;

/**
 * For a while a node could not do something because of others that it did not reach.
 *
 * @param rule by which it counts as cut off
 */
record CutOff(int node, Span span, Rule rule) {
  /** When a node counts as cut off. */
  enum Rule {
    /** It reached less than a majority of the members, who were known all the time. */
    MAJORITY,
    /** It reached nobody at all; for some of the time it was not known who the members are. */
    NOBODY
  }

  /** How many of these each rule has judged, for people; nothing where all are of the first. */
  static String byRule(List<CutOff> cuts) {
    long nobody = cuts.stream().filter(cut -> cut.rule == Rule.NOBODY).count();
    return nobody == 0
        ? ""
        : "; %d of these cuts by the majority of the known members, %d by reaching nobody while members changed"
            .formatted(cuts.size() - nobody, nobody);
  }
}
