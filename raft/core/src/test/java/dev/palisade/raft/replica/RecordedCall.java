package dev.palisade.raft.replica;

import dev.palisade.raft.core.Effect.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A call that remembers how it was ended. */
final class RecordedCall implements Call<String> {
  final List<String> endings = new ArrayList<>();
  private final int bytes;
  private final long deadlineNanos;

  RecordedCall(int bytes, long deadlineNanos) {
    this.bytes = bytes;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public ByteBuffer payload() {
    return ByteBuffer.allocate(bytes);
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void done(String result) {
    endings.add("done " + result);
  }

  @Override
  public void refused(Refusal reason) {
    endings.add("refused " + reason);
  }

  @Override
  public void expired() {
    endings.add("expired");
  }

  @Override
  public void unknown() {
    endings.add("unknown");
  }
}
