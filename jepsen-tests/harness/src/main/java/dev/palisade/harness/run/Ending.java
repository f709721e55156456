package dev.palisade.harness.run;

import dev.palisade.harness.json.JsonFields;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a run came, as its results say it.
 *
 * @param interrupted whether it was cut short
 * @param readAgain whether all that was to be read again once all was healed was asked for until it
 *     was read; true if it did not come to that because it was interrupted
 * @param notes what else is worth telling
 */
record Ending(boolean interrupted, boolean readAgain, List<String> notes) {
  Ending {
    notes = List.copyOf(notes);
  }

  /** As results say it that were written before; cut short if there are none. */
  static Ending of(JsonFields results) {
    boolean isCut = results.fields().isEmpty() || Boolean.TRUE.equals(results.get("interrupted"));
    List<String> notes = results.list("endingNotes").stream().map(String::valueOf).toList();
    return new Ending(isCut, !Boolean.FALSE.equals(results.get("readAgain")), notes);
  }

  void putInto(Map<String, @Nullable Object> results) {
    results.put("interrupted", interrupted);
    results.put("readAgain", readAgain);
    results.put("endingNotes", notes);
  }
}
