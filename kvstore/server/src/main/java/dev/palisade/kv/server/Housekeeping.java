package dev.palisade.kv.server;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Call;
import java.nio.ByteBuffer;

/**
 * A proposal of the leader's own, for whose outcome nobody waits: however it ends, the next round
 * looks at the state anew.
 */
final class Housekeeping implements Call<Outcome> {
  private final ByteBuffer payload;
  private final long deadlineNanos;
  private final Runnable ended;

  /**
   * Of this command.
   *
   * @param ended runs once, when it is known how it ended, or that this will not be known
   */
  Housekeeping(Command command, long deadlineNanos, Runnable ended) {
    this.payload = RequestCodec.encode(new Request(null, command));
    this.deadlineNanos = deadlineNanos;
    this.ended = ended;
  }

  @Override
  public ByteBuffer payload() {
    return payload.duplicate();
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void done(Outcome outcome) {
    ended.run();
  }

  @Override
  public void refused(Refusal reason) {
    ended.run();
  }

  @Override
  public void expired() {
    ended.run();
  }

  @Override
  public void unknown() {
    ended.run();
  }
}
