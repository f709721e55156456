package dev.palisade.kv.state;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.StateMachine;
import java.io.IOException;
import java.util.List;

/**
 * The state machine over a store that a snapshot can replace: a new machine each time. One thread
 * at a time, as the machine itself.
 */
public final class KeptState implements StateMachine<Outcome> {
  private final StoreKeeper keeper;
  private volatile KvStateMachine machine;

  /**
   * Opens the state in the keeper's store.
   *
   * @throws IllegalStateException if the store holds a state of another format
   */
  public KeptState(StoreKeeper keeper) {
    this.keeper = keeper;
    machine = new KvStateMachine(keeper.store());
  }

  /** The machine until the next {@link #restore}. */
  public KvStateMachine machine() {
    return machine;
  }

  @Override
  public EntryId applied() {
    return machine.applied();
  }

  @Override
  public long lastHlc() {
    return machine.lastHlc();
  }

  @Override
  public byte[] hash() {
    return machine.hash();
  }

  @Override
  public List<Outcome> apply(List<Entry> entries) {
    return machine.apply(entries);
  }

  @Override
  public void restore(Snapshot snapshot) throws IOException {
    machine = new KvStateMachine(keeper.restore(snapshot));
  }
}
