package dev.palisade.sim.client;

import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.raft.NodeId;
import org.jspecify.annotations.Nullable;

/** What a node tells a client. */
sealed interface Reply {
  record Done(Outcome outcome) implements Reply {}

  record Answered(Query.Answer answer) implements Reply {}

  /** Not done, and certainly never will be by this attempt. */
  record NotServed(String why, @Nullable NodeId leader) implements Reply {}

  /** Nobody here can tell. */
  record Unknown() implements Reply {}
}
