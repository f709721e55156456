package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Relevance;
import dev.palisade.checker.model.Step;
import dev.palisade.checker.value.Unread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * There is an order of all calls that the model allows and that keeps the order of each process
 * (Lamport 1979). Real time does not matter, so a read may be stale; it is weaker than
 * linearizability.
 *
 * <p>For one object: unlike linearizability, sequential consistency of each key does not make it of
 * all together. To decide it is NP-complete (Gibbons and Korach 1997), so the search has a bound.
 *
 * @param model of the object, such as a register
 * @param mostStates configurations to look at before the answer is unknown; positive
 */
public record SequentialConsistency<S>(Model<S> model, int mostStates) implements HistoryCheck {

  /** How far each process is, and what the object is then. */
  private record Reached<S>(List<Integer> done, S state) {}

  @Override
  public String name() {
    return "sequential";
  }

  @Override
  public Report check(History history) {
    Report.Notes notes = new Report.Notes(name());
    Map<Integer, List<Call>> byProcess = new LinkedHashMap<>();
    Set<Object> keys = new HashSet<>();
    for (Call call : history.calls()) {
      if (call.key() != null) {
        keys.add(call.key());
      }
      String objection = model.objection(call);
      Unread unread = call.unread();
      if (objection == null && unread != null) {
        objection = unread + " is not understood: " + unread.reason();
      }
      if (objection != null) {
        notes.notUnderstood(history.line(call.invokedAt()), objection);
      } else if (model.relevance(call) != Relevance.IRRELEVANT) {
        notes.judged(1);
        byProcess.computeIfAbsent(call.process(), _ -> new ArrayList<>()).add(call);
      }
    }
    if (keys.size() > 1) {
      notes.unknown("keys", "there are " + keys.size() + " keys; this check is of one object");
    }
    if (notes.report().isValid()) {
      new Search<>(this, List.copyOf(byProcess.values()), notes).run();
    }
    return notes.report();
  }

  /** Depth first over what can be reached, each configuration once. */
  private static final class Search<S> {
    private final Model<S> model;
    private final int mostStates;
    private final List<List<Call>> processes;
    private final Report.Notes notes;
    private final Set<Reached<S>> seen = new HashSet<>();
    private final Deque<Reached<S>> open = new ArrayDeque<>();
    private int most = -1;
    private Reached<S> farthest;

    Search(SequentialConsistency<S> check, List<List<Call>> processes, Report.Notes notes) {
      this.model = check.model;
      this.mostStates = check.mostStates;
      this.processes = processes;
      this.notes = notes;
      Integer[] nothing = new Integer[processes.size()];
      Arrays.fill(nothing, 0);
      this.farthest = new Reached<>(List.of(nothing), model.initial());
    }

    void run() {
      reach(farthest);
      while (!open.isEmpty()) {
        if (seen.size() > mostStates) {
          notes.unknown("undecided", "more than " + mostStates + " configurations");
          return;
        }
        Reached<S> at = open.pop();
        if (isComplete(at)) {
          notes.count("configurations", seen.size());
          return;
        }
        note(at);
        extend(at);
      }
      notes.invalid("no order", "no order of the processes' calls goes on from " + describe());
    }

    private void extend(Reached<S> at) {
      // A call that changes nothing and is possible now can be taken at once: in any order that
      // takes it later, it can be moved to here.
      for (int process = 0; process < processes.size(); process++) {
        Call next = next(at, process);
        if (next != null
            && model.readOnly(model.normalize(next))
            && model.step(at.state, model.normalize(next)) instanceof Step.Next<S>(S same)) {
          reach(after(at, process, same));
          return;
        }
      }
      for (int process = 0; process < processes.size(); process++) {
        Call next = next(at, process);
        if (next == null) {
          continue;
        }
        switch (model.step(at.state, model.normalize(next))) {
          case Step.Next<S>(S state) -> reach(after(at, process, state));
          case Step.OneOf<S>(List<S> states) -> {
            for (S state : states) {
              reach(after(at, process, state));
            }
          }
          case Step.Impossible<S> _ -> {}
        }
      }
    }

    private @Nullable Call next(Reached<S> at, int process) {
      List<Call> calls = processes.get(process);
      int done = at.done.get(process);
      return done < calls.size() ? calls.get(done) : null;
    }

    private Reached<S> after(Reached<S> at, int process, S state) {
      List<Integer> done = new ArrayList<>(at.done);
      done.set(process, done.get(process) + 1);
      return new Reached<>(done, state);
    }

    private void reach(Reached<S> reached) {
      if (seen.add(reached)) {
        open.push(reached);
      }
    }

    /** Calls of unknown outcome are the last of their processes, and need not have happened. */
    private boolean isComplete(Reached<S> at) {
      for (int process = 0; process < processes.size(); process++) {
        Call next = next(at, process);
        if (next != null && model.relevance(next) == Relevance.REQUIRED) {
          return false;
        }
      }
      return true;
    }

    private void note(Reached<S> at) {
      int sum = at.done.stream().mapToInt(Integer::intValue).sum();
      if (sum > most) {
        most = sum;
        farthest = at;
      }
    }

    private String describe() {
      List<String> waiting = new ArrayList<>();
      for (int process = 0; process < processes.size(); process++) {
        Call next = next(farthest, process);
        if (next != null) {
          waiting.add(next.toString());
        }
      }
      return "state %s, where these are next: %s"
          .formatted(model.describe(farthest.state), String.join("; ", waiting));
    }
  }
}
