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
 */
public record Report(
    String check,
    Result result,
    List<String> findings,
    Map<String, Long> figures,
    List<Integer> proof) {

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
        check, result, findings.stream().map(each -> part + ": " + each).toList(), figures, proof);
  }

  /** Several reports as one; equal figures are added up. */
  static Report of(String check, List<Report> parts) {
    List<String> findings = new ArrayList<>();
    Map<String, Long> figures = new LinkedHashMap<>();
    List<Integer> proof = List.of();
    Result worst = Result.VALID;
    for (Report part : parts) {
      proof = proof.isEmpty() ? part.proof : proof;
      part.findings.forEach(each -> findings.add(part.check + ": " + each));
      part.figures.forEach((name, count) -> figures.merge(name, count, Long::sum));
      worst = worst.compareTo(part.result) < 0 ? part.result : worst;
    }
    return new Report(check, worst, findings, figures, proof);
  }

  /** Gathers what a check finds. Not thread-safe. */
  static final class Notes {
    private final String check;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Long> figures = new LinkedHashMap<>();
    private List<Integer> proof = List.of();
    private Result worst = Result.VALID;

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
      return new Report(
          check, worst, List.copyOf(findings), Collections.unmodifiableMap(figures), proof);
    }
  }
}
