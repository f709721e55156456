package dev.palisade.checker.search;

import dev.palisade.checker.history.Call;
import dev.palisade.checker.model.Model;
import dev.palisade.checker.model.Relevance;
import dev.palisade.checker.model.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * One partition of a history, ready to be searched: the calls that matter, numbered from 0 in the
 * order of their invocations.
 *
 * <p>A call without {@link #required} may be left out of a linearization and never returns.
 *
 * @param model the specification
 * @param calls the relevant calls
 * @param required which of them must be placed
 */
public record Problem<S>(Model<S> model, List<Call> calls, boolean[] required) {

  /** Leaves out the calls that the model finds irrelevant. */
  public static <S> Problem<S> of(Model<S> model, List<Call> calls) {
    List<Call> relevant = new ArrayList<>(calls.size());
    boolean[] required = new boolean[calls.size()];
    for (Call call : calls) {
      Relevance relevance = model.relevance(call);
      boolean optional = relevance == Relevance.OPTIONAL;
      if (relevance != Relevance.IRRELEVANT && !(optional && model.readOnly(call))) {
        required[relevant.size()] = relevance == Relevance.REQUIRED;
        relevant.add(call);
      }
    }
    return new Problem<>(model, relevant, required);
  }

  /** How many calls there are. */
  public int size() {
    return calls.size();
  }

  /** The model's step over the normalized call. */
  Step<S> step(S state, int call) {
    return model.step(state, model.normalize(calls.get(call)));
  }

  /** The position at which a call must have taken effect; {@link Call#NEVER} if it need not. */
  public int deadline(int call) {
    return required[call] ? calls.get(call).completedAt() : Call.NEVER;
  }
}
