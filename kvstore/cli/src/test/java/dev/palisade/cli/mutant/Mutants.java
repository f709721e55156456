package dev.palisade.cli.mutant;

import dev.palisade.sim.mutant.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The simulator's mutants and those that only real clocks show, alone or several at once. */
final class Mutants {
  /**
   * A lease as one writes it who trusts wall clocks. The simulator cannot have it: there is no
   * clock to ask in its replicas.
   */
  private static final Mutant WALL_CLOCK_LEASE =
      new Mutant(
          "wall-clock-lease",
          "No wall clock decides whether a leader may answer a read alone.",
          1,
          List.of(
              new Mutant.Edit(
                  "dev/palisade/raft/core/Peer.java",
                  """
                    void heard() {
                      heardNanos = state.nowNanos();
                      hasAnswered = true;
                    }
                  """,
                  """
                    void heard() {
                      heardNanos = state.nowNanos();
                      heardMillis = System.currentTimeMillis();
                      hasAnswered = true;
                    }

                    long heardMillis;
                  """),
              new Mutant.Edit(
                  "dev/palisade/raft/core/Leader.java",
                  """
                      reads.add(readId);
                      askForReads();
                    }
                  """,
                  """
                      if (state.commitIndex() >= firstIndexOfTerm && holdsLease()) {
                        state.emit(new Effect.AnswerRead(readId, state.commitIndex()));
                        return;
                      }
                      reads.add(readId);
                      askForReads();
                    }

                    private boolean holdsLease() {
                      long inContact = Quorum.reached(state.membership(), this::heardMillisOf);
                      long leaseMillis = state.config().timeouts().electionNanos() / 1_000_000;
                      return System.currentTimeMillis() - inContact < leaseMillis;
                    }

                    private long heardMillisOf(NodeId node) {
                      Peer peer = peers.get(node);
                      return peer == null ? Long.MAX_VALUE : peer.heardMillis;
                    }
                  """)));

  private Mutants() {}

  /**
   * One mutant that lacks the mechanisms of all these.
   *
   * @throws IllegalArgumentException if there is none of a name
   */
  static Mutant named(List<String> names) {
    List<Mutant.Edit> edits = new ArrayList<>();
    StringBuilder mechanism = new StringBuilder();
    for (String name : names) {
      Mutant mutant = one(name);
      edits.addAll(mutant.edits());
      mechanism.append(mechanism.isEmpty() ? "" : " ").append(mutant.mechanism());
    }
    return new Mutant(String.join("+", names), mechanism.toString(), 1, List.copyOf(edits));
  }

  private static Mutant one(String name) {
    return Stream.concat(Mutant.all().stream(), Stream.of(WALL_CLOCK_LEASE))
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no mutant " + name));
  }
}
