package dev.palisade.golden;

import java.util.List;

/** What to take out and put in to make one text the other, with a few lines around. */
final class LineDifference {
  private static final int CONTEXT_LINES = 3;

  private LineDifference() {}

  /** Lines that only {@code expected} has are marked -, those that only {@code actual} has +. */
  static String of(List<String> expected, List<String> actual) {
    int[][] common = commonLengths(expected, actual);
    StringBuilder text = new StringBuilder();
    int quiet = CONTEXT_LINES;
    int i = 0;
    int j = 0;
    while (i < expected.size() || j < actual.size()) {
      boolean same =
          i < expected.size() && j < actual.size() && expected.get(i).equals(actual.get(j));
      if (same) {
        if (quiet < CONTEXT_LINES || isBeforeChange(expected, actual, i, j)) {
          text.append("  ").append(expected.get(i)).append('\n');
        } else if (quiet == CONTEXT_LINES) {
          text.append("  …\n");
        }
        quiet++;
        i++;
        j++;
        continue;
      }
      quiet = 0;
      boolean takeOut =
          j == actual.size() || (i < expected.size() && common[i + 1][j] >= common[i][j + 1]);
      if (takeOut) {
        text.append("- ").append(expected.get(i++)).append('\n');
      } else {
        text.append("+ ").append(actual.get(j++)).append('\n');
      }
    }
    return text.toString();
  }

  private static boolean isBeforeChange(List<String> expected, List<String> actual, int i, int j) {
    for (int ahead = 1; ahead <= CONTEXT_LINES; ahead++) {
      boolean expectedEnds = i + ahead >= expected.size();
      boolean actualEnds = j + ahead >= actual.size();
      if (expectedEnds || actualEnds) {
        return expectedEnds != actualEnds;
      }
      if (!expected.get(i + ahead).equals(actual.get(j + ahead))) {
        return true;
      }
    }
    return false;
  }

  /** Length of the longest common subsequence of what follows from each pair of places on. */
  private static int[][] commonLengths(List<String> expected, List<String> actual) {
    int[][] common = new int[expected.size() + 1][actual.size() + 1];
    for (int i = expected.size() - 1; i >= 0; i--) {
      for (int j = actual.size() - 1; j >= 0; j--) {
        common[i][j] =
            expected.get(i).equals(actual.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}
