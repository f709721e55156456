package dev.palisade.raft.replica;

import dev.palisade.raft.EntryKind;
import dev.palisade.raft.core.Effect.Refusal;
import java.nio.ByteBuffer;

/** An entry of the replica's own, for whose outcome nobody waits. */
record Unheard<R>(EntryKind kind, ByteBuffer content, long atNanos) implements Call<R> {
  private static final long PATIENCE_NANOS = 1_000_000_000;

  @Override
  public ByteBuffer payload() {
    return content.duplicate();
  }

  @Override
  public long deadlineNanos() {
    return atNanos + PATIENCE_NANOS;
  }

  @Override
  public void done(R result) {}

  @Override
  public void refused(Refusal reason) {}

  @Override
  public void expired() {}

  @Override
  public void unknown() {}
}
