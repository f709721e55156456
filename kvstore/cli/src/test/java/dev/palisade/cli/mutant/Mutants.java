package dev.palisade.cli.mutant;

import dev.palisade.sim.mutant.Mutant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The simulator's mutants, alone or several at once. */
final class Mutants {
  private Mutants() {}

  /**
   * One mutant that lacks the mechanisms of all these.
   *
   * @throws IllegalArgumentException if there is none of a name
   */
  static Mutant named(String... names) {
    List<Mutant.Edit> edits = new ArrayList<>();
    StringBuilder mechanism = new StringBuilder();
    for (String name : names) {
      Mutant mutant = one(name);
      edits.addAll(mutant.edits());
      mechanism.append(mechanism.isEmpty() ? "" : " ").append(mutant.mechanism());
    }
    return new Mutant(
        String.join("+", Arrays.asList(names)), mechanism.toString(), 1, List.copyOf(edits));
  }

  private static Mutant one(String name) {
    return Mutant.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no mutant " + name));
  }
}
