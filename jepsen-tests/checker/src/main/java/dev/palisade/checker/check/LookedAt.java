package dev.palisade.checker.check;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Outcome;
import dev.palisade.checker.value.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Chooses the calls that a rule judges, and notes those that leave it in doubt. */
final class LookedAt {
  /** What calls of functions that a rule does not know mean to it. */
  enum Others {
    /** They may have changed the object, so what seems wrong may be right. */
    MATTER,
    /** They cannot change what the rule looks at. */
    DO_NOT_MATTER
  }

  private LookedAt() {}

  /**
   * The calls of the named functions whose values were understood, in the order of their
   * invocations. Failed calls of other functions never matter.
   */
  static List<Call> calls(
      History history, Report.Notes notes, Set<String> functions, Others others) {
    List<Call> calls = new ArrayList<>();
    for (Call call : history.calls()) {
      int line = history.line(call.invokedAt());
      if (!functions.contains(call.f())) {
        if (others == Others.MATTER && call.outcome() != Outcome.FAILED) {
          notes.notUnderstood(
              line, call.f() + " is not understood; there are " + String.join(", ", functions));
        }
        continue;
      }
      Unread unread = call.unread();
      if (unread == null) {
        calls.add(call);
      } else {
        notes.notUnderstood(line, unread + " is not understood: " + unread.reason());
      }
    }
    return calls;
  }
}
