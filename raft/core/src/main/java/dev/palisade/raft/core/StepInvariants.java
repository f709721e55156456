package dev.palisade.raft.core;

import dev.palisade.raft.Invariant;

/** What must hold after every step, and between two steps; numbered above {@link RaftCore}. */
final class StepInvariants {
  private long term;
  private long commitIndex;
  private long appliedIndex;

  void check(ReplicaState state, Role role) {
    Invariant.check(state.term() >= term, "I1: the term never decreases", state.term(), term);
    Invariant.check(
        state.commitIndex() >= commitIndex,
        "I3: the commit index never decreases",
        state.commitIndex(),
        commitIndex);
    Invariant.check(
        state.appliedIndex() >= appliedIndex,
        "I3: the applied index never decreases",
        state.appliedIndex(),
        appliedIndex);
    term = state.term();
    commitIndex = state.commitIndex();
    appliedIndex = state.appliedIndex();

    long lastIndex = state.log().lastIndex();
    long durableIndex = state.durability().durableIndex();
    Invariant.check(
        appliedIndex <= commitIndex, "I5: applied ≤ committed", appliedIndex, commitIndex);
    Invariant.check(
        appliedIndex <= durableIndex, "I5: applied ≤ durable", appliedIndex, durableIndex);
    Invariant.check(commitIndex <= lastIndex, "I5: committed ≤ last", commitIndex, lastIndex);
    Invariant.check(durableIndex <= lastIndex, "I6: durable ≤ last", durableIndex, lastIndex);
    long baseIndex = state.log().baseIndex();
    Invariant.check(baseIndex <= appliedIndex, "I8: base ≤ applied", baseIndex, appliedIndex);
    long snapshotIndex = state.snapshots().newestIndex();
    Invariant.check(
        snapshotIndex <= appliedIndex, "I8: snapshot ≤ applied", snapshotIndex, appliedIndex);
    if (role instanceof Leader leader) {
      leader.checkPeers(lastIndex);
    }
  }
}
