package dev.palisade.harness.split;

import java.util.List;

/** What a check has found, in one sentence. */
final class Findings {
  private static final int MOST_SHOWN = 3;

  private Findings() {}

  /** The first of them, and how many more there are. */
  static String text(List<String> findings) {
    int shown = Math.min(MOST_SHOWN, findings.size());
    String first = String.join("; ", findings.subList(0, shown));
    int more = findings.size() - shown;
    return more == 0 ? first : first + "; and " + more + " more";
  }
}
