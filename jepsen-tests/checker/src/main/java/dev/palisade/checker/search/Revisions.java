package dev.palisade.checker.search;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.RevisionedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides objects whose answers carry a revision, in O(n log n): the revisions are the order, so it
 * only remains to replay it and to compare it with real time. (The use of version numbers to verify
 * in polynomial time is from Cantin, Lipasti and Smith 2005, "The complexity of verifying memory
 * coherence".)
 */
public final class Revisions {
  private Revisions() {}

  /** Decides, or answers that the revisions do not tell the whole order. */
  public static <S> SearchResult search(Problem<S> problem, Budget budget) {
    if (!(problem.model() instanceof RevisionedModel<S> model)) {
      return new SearchResult.NotApplicable(
          "answers of a " + problem.model().name() + " have no revision");
    }
    budget.check();
    List<Placed> sequence = new ArrayList<>();
    boolean crashed = false;
    for (int call = 0; call < problem.size(); call++) {
      Call details = problem.calls().get(call);
      if (!problem.required()[call]) {
        crashed = true;
        continue;
      }
      long revision = model.revision(details);
      if (revision == RevisionedModel.UNREPORTED) {
        return new SearchResult.NotApplicable("no revision in the answer of " + details);
      }
      sequence.add(new Placed(call, revision, model.advances(details) ? 0 : 1));
    }
    sequence.sort(
        Comparator.comparingLong(Placed::revision)
            .thenComparingInt(Placed::rank)
            .thenComparingInt(Placed::call));
    int[] order = sequence.stream().mapToInt(Placed::call).toArray();
    Replay.Outcome outcome = Replay.of(problem, order);
    return switch (outcome) {
      case Replay.Valid valid -> new SearchResult.Found(order);
      case Replay.Invalid(int call, String reason) ->
          crashed
              ? new SearchResult.NotApplicable("a crashed call may fill a gap: " + reason)
              : new SearchResult.None(call);
    };
  }

  /** A call at its revision: first the one that made it, then those that saw it, by invocation. */
  private record Placed(int call, long revision, int rank) {}
}
