package dev.palisade.raft.replica;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.replica.SnapshotMessage.AskBytes;
import dev.palisade.raft.replica.SnapshotMessage.AskParts;
import dev.palisade.raft.replica.SnapshotStore.Incoming;
import dev.palisade.raft.replica.SnapshotStore.Want;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot on its way here: asks for its parts, then for their bytes, one question at a time,
 * and asks again when no answer comes. Not thread-safe.
 */
final class SnapshotFetch {
  /** How it stands. */
  enum State {
    UNDER_WAY,
    DONE,
    FAILED
  }

  /** A question has no answer after this long. */
  private static final long PATIENCE_NANOS = 1_000_000_000;

  /** So many questions in a row without an answer: whoever keeps it is gone. */
  private static final int MOST_SILENCES = 10;

  private final NodeId from;
  private final Snapshot snapshot;
  private final SnapshotStore store;
  private final Transport transport;
  private final int chunkBytes;
  private @Nullable Incoming incoming;
  private long deadlineNanos;
  private int silences;
  private State state = State.UNDER_WAY;

  SnapshotFetch(
      NodeId from, Snapshot snapshot, SnapshotStore store, Transport transport, int chunkBytes) {
    this.from = from;
    this.snapshot = snapshot;
    this.store = store;
    this.transport = transport;
    this.chunkBytes = chunkBytes;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  State state() {
    return state;
  }

  /** When to look at it again, though nothing came. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Asks what is to be asked now. */
  void ask(long nowNanos) {
    deadlineNanos = nowNanos + PATIENCE_NANOS;
    Want want = incoming == null ? null : incoming.next();
    if (want == null) {
      transport.ask(from, new AskParts(snapshot.reference()));
    } else {
      int bytes = (int) Math.min(chunkBytes, want.bytes());
      transport.ask(from, new AskBytes(snapshot.reference(), want.part(), want.offset(), bytes));
    }
  }

  void timePassed(long nowNanos) {
    if (nowNanos - deadlineNanos < 0) {
      return;
    }
    silences++;
    if (silences >= MOST_SILENCES) {
      state = State.FAILED;
    } else {
      ask(nowNanos);
    }
  }

  /** Takes an answer; those that were not asked for, or were before, are not looked at. */
  void answered(NodeId by, SnapshotMessage.Answer answer, long nowNanos) throws IOException {
    if (!by.equals(from) || !answer.reference().equals(snapshot.reference())) {
      return;
    }
    switch (answer) {
      case SnapshotMessage.Gone _ -> state = State.FAILED;
      case SnapshotMessage.Parts(_, var parts) -> {
        if (incoming == null) {
          try {
            incoming = store.receive(snapshot, parts);
          } catch (SnapshotStore.UnfitPartsException e) {
            state = State.FAILED; // Another offer will come.
            return;
          }
          goOn(incoming, nowNanos);
        }
      }
      case SnapshotMessage.Bytes bytes -> {
        Incoming into = incoming;
        Want want = into == null ? null : into.next();
        if (into != null && want != null && isWanted(bytes, want)) {
          into.write(bytes.bytes());
          goOn(into, nowNanos);
        }
      }
    }
  }

  private void goOn(Incoming into, long nowNanos) throws IOException {
    silences = 0;
    if (into.next() != null) {
      ask(nowNanos);
    } else {
      state = into.finish() ? State.DONE : State.FAILED;
    }
  }

  private static boolean isWanted(SnapshotMessage.Bytes answer, Want want) {
    ByteBuffer bytes = answer.bytes();
    return answer.part().equals(want.part())
        && answer.offset() == want.offset()
        && bytes.hasRemaining()
        && bytes.remaining() <= want.bytes()
        && crc32c(bytes) == answer.crc32c();
  }

  static int crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }
}
