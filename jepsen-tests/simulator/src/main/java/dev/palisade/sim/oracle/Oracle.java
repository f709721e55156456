package dev.palisade.sim.oracle;

/** What must hold in every run; each is checked throughout. */
public enum Oracle {
  ELECTION_SAFETY("a term has at most one leader"),
  LEADER_COMPLETENESS("a leader holds every entry that was applied anywhere before"),
  LOG_MATCHING("the same entry id stands for the same bytes behind the same entry everywhere"),
  STATE_MACHINE_SAFETY("no two replicas apply different entries at the same index"),
  DURABLE_PROMISES("after a restart a replica knows every vote and entry that it told others of"),
  EQUAL_STATE("replicas that applied the same entries have the same outcomes and the same hash"),
  STATE_MODEL("outcomes and reads are those of a plain model of the commands"),
  REVISION_ORDER("revisions rise by one with each change and with nothing else"),
  TIMESTAMP_ORDER("timestamps rise along the log, and those of one proposer across its restarts"),
  CLOCK_BOUND("no remote timestamp pulls a clock ahead of its bound"),
  FENCE_TOKENS("the tokens of a fence rise strictly"),
  FENCED_WRITES(
      "no write with a stale, unminted or missing token is applied, and no other refused"),
  EXACTLY_ONCE("a command takes effect at most once, and its repeats get the first answer"),
  CERTAIN_REFUSAL("what a client was told was refused is never applied"),
  ACKNOWLEDGED_WRITES("what was acknowledged is in the log, with the answer that was given"),
  LINEARIZABILITY("reads and writes fit one order that agrees with real time"),
  SNAPSHOT_READS(
      "all reads as of a timestamp have one answer, at every replica and under every leader"),
  QUORUM_WRITES("what is applied anywhere is durable at a majority"),
  READ_ROUNDS("whoever confirms a leader answers what that leader asked it in the same term"),
  MEMBERSHIP("who was removed is no member, and all members are of the last configuration"),
  QUARANTINE("a replica whose state is wrong is found, and serves nothing until it has another"),
  FEATURE_LEVEL("no entry is in the log that a member's program does not know"),
  INVARIANTS("the replica's own invariants, of its state and of each step, hold"),
  PROGRESS("without faults, or with one that a majority survives, requests complete in time"),
  STABILITY("a replica that a healthy majority does not need does not depose its leader");

  private final String sentence;

  Oracle(String sentence) {
    this.sentence = sentence;
  }

  /** What it holds against a run. */
  public String sentence() {
    return sentence;
  }
}
