package dev.palisade.harness.split;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts by which a node's behaviour can be judged: long enough for it to notice, and with nothing
 * else done to it shortly before or meanwhile. What it does late because it stood still, or because
 * its disk did, is thus not held against it.
 */
final class LongCuts {
  /** Ten election timeouts. */
  private static final long LEAST_NANOS = 3_000_000_000L;

  /** What was done to a node so long before may still show. */
  private static final long BEFORE_NANOS = 2_000_000_000L;

  private final Disturbances faults;
  private final Looks looks;

  LongCuts(Disturbances faults, Looks looks) {
    this.faults = faults;
    this.looks = looks;
  }

  /** Those among these in which the node answered at least twice after a time. */
  List<CutOff> of(List<CutOff> cuts, long afterNanos) {
    return cuts.stream()
        .filter(cut -> isToBeJudged(cut) && answers(cut, afterNanos).size() >= 2)
        .toList();
  }

  private boolean isToBeJudged(CutOff cut) {
    Span span = cut.span();
    Span around = new Span(span.begin() - BEFORE_NANOS, span.end());
    return span.nanos() >= LEAST_NANOS
        && !faults.met(cut.node(), around)
        && looks.within(cut.node(), around).stream().allMatch(Look::isUp);
  }

  /** The looks that a node answered, from so long after the cut to its end. */
  List<Look> answers(CutOff cut, long afterNanos) {
    Span rest = new Span(cut.span().begin() + afterNanos, cut.span().end());
    List<Look> answers = new ArrayList<>(looks.within(cut.node(), rest));
    answers.removeIf(look -> !look.isAnswered());
    return answers;
  }

  /** Whether the node said that it leads, at the last look that had ended before the cut. */
  boolean led(CutOff cut) {
    List<Look> before = looks.within(cut.node(), new Span(0, cut.span().begin()));
    return !before.isEmpty() && before.getLast().leads();
  }
}
