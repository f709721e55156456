package dev.palisade.sim.oracle;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.NodeId;
import java.util.HashMap;
import java.util.Map;

/** Remembers what replicas said of their states, and whether it was so. Not thread-safe. */
public final class Reports {
  private record Report(NodeId by, EntryId at) {}

  private final Map<Report, Boolean> isRight = new HashMap<>();

  /** A replica says what its state hashes to. */
  public void reported(NodeId by, EntryId at, boolean right) {
    isRight.put(new Report(by, at), right);
  }

  /** Whether the replica said anything of its state there, and nothing wrong. */
  public boolean isRight(NodeId by, EntryId at) {
    return isRight.getOrDefault(new Report(by, at), false);
  }
}
