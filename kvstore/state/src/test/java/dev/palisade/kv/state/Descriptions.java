package dev.palisade.kv.state;

import dev.palisade.kv.state.Query.Answer;
import java.util.HexFormat;

/** Outcomes and answers as text: equal texts for what counts as equal. */
final class Descriptions {
  private Descriptions() {}

  /** Of the two refusals whose wording is free only the kind. */
  static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Invalid invalid -> "Invalid";
      case Outcome.Unguarded unguarded -> "Unguarded";
      default -> exactly(outcome);
    };
  }

  /** All of it; arrays by their content. */
  static String exactly(Outcome outcome) {
    return outcome.getClass().getSimpleName()
        + " "
        + HexFormat.of().formatHex(OutcomeCodec.encode(outcome));
  }

  static String of(Answer answer) {
    return switch (answer) {
      case Answer.Got(var found, var revision) ->
          "at " + revision + " " + exactly(new Outcome.PutDone(0, 0, found));
      case Answer.Ranged(var result, var revision) ->
          "at "
              + revision
              + " count "
              + result.count()
              + " more "
              + result.more()
              + " "
              + exactly(new Outcome.DeleteDone(0, 0, 0, result.pairs()));
      case Answer.Refused refused -> "refused";
      default -> answer.toString();
    };
  }
}
