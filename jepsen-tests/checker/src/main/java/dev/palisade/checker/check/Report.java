package dev.palisade.checker.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a check found.
 *
 * @param check its name
 * @param result the worst of what it found
 * @param findings what is wrong, or what is missing to know, one sentence each
 * @param figures counts of what it saw, by name, in the order in which they were noted
 * @param proof lines of the few events that prove the first thing that is wrong, in the history
 *     that was checked; empty if nothing is, or if the check does not tell them
 * @param judged of how many answers the check says something; of none, it is valid for want of
 *     anything to judge
 */
public record Report(
    String check,
    Result result,
    List<String> findings,
    Map<String, Long> figures,
    List<Integer> proof,
    long judged) {

  /** From good to bad. */
  public enum Result {
    VALID,
    /** The history does not say enough. */
    UNKNOWN,
    INVALID
  }

  /** Sentences kept of each kind; the figures count all. */
  static final int MOST_FINDINGS = 20;

  public boolean isValid() {
    return result == Result.VALID;
  }

  /** The same, its findings about a part. */
  Report under(String part) {
    return new Report(
        check,
        result,
        findings.stream().map(each -> part + ": " + each).toList(),
        figures,
        proof,
        judged);
  }

  /** The same, but unknown if nothing was judged. */
  Report demanding(String whatIsMissing) {
    if (judged > 0 || result != Result.VALID) {
      return this;
    }
    List<String> all = new ArrayList<>(findings);
    all.add("nothing to judge: " + whatIsMissing);
    return new Report(check, Result.UNKNOWN, List.copyOf(all), figures, proof, judged);
  }

  /** Several reports as one; equal figures are added up. */
  static Report of(String check, List<Report> parts) {
    List<String> findings = new ArrayList<>();
    Map<String, Long> figures = new LinkedHashMap<>();
    List<Integer> proof = List.of();
    Result worst = Result.VALID;
    long judged = 0;
    for (Report part : parts) {
      judged += part.judged;
      proof = proof.isEmpty() ? part.proof : proof;
      part.findings.forEach(each -> findings.add(part.check + ": " + each));
      part.figures.forEach((name, count) -> figures.merge(name, count, Long::sum));
      worst = worst.compareTo(part.result) < 0 ? part.result : worst;
    }
    return new Report(check, worst, findings, figures, proof, judged);
  }

  /** Gathers what a check finds. Not thread-safe. */
  static final class Notes {
    private final String check;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private List<Integer> proof = List.of();
    private Result worst = Result.VALID;
    private final List<String> doubts = new ArrayList<>();
    private long judged;

    Notes(String check) {
      this.check = check;
    }

    /**
     * Something is wrong.
     *
     * @param lines of the events that prove it
     */
    void invalid(String kind, String finding, Integer... lines) {
      proof = worst == Result.INVALID ? proof : List.of(lines);
      note(Result.INVALID, kind, finding);
    }

    /** Something cannot be known. */
    void unknown(String kind, String finding) {
      note(Result.UNKNOWN, kind, finding);
    }

    /** A call cannot be judged, and may explain whatever seems wrong: nothing else is said. */
    void notUnderstood(int line, String what) {
      if (figures.merge("not understood", 1L, Long::sum) <= MOST_FINDINGS) {
        doubts.add("line " + line + ": " + what);
      }
    }

    /** So many answers were judged. */
    void judged(long answers) {
      judged += answers;
    }

    void count(String name, long count) {
      figures.merge(name, count, Long::sum);
    }

    private void note(Result result, String kind, String finding) {
      if (figures.merge(kind, 1L, Long::sum) <= MOST_FINDINGS) {
        findings.add(finding);
      }
      worst = worst.compareTo(result) < 0 ? result : worst;
    }

    Report report() {
      Map<String, Long> counted = Collections.unmodifiableMap(figures);
      return doubts.isEmpty()
          ? new Report(check, worst, List.copyOf(findings), counted, proof, judged)
          : new Report(check, Result.UNKNOWN, List.copyOf(doubts), counted, List.of(), judged);
    }
  }
}
