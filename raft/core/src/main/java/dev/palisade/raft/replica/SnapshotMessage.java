package dev.palisade.raft.replica;

import dev.palisade.raft.replica.SnapshotStore.Part;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What replicas say to each other while one fetches a snapshot from the other. Loss, duplication
 * and reordering are tolerated: a question that has no answer is asked again.
 */
public sealed interface SnapshotMessage {
  /** Names the snapshot at the replica that keeps it. */
  String reference();

  /** Whoever fetches asks. */
  sealed interface Question extends SnapshotMessage {}

  /** Whoever keeps it answers. */
  sealed interface Answer extends SnapshotMessage {}

  /** Of which parts is it? */
  record AskParts(String reference) implements Question {}

  /**
   * What is in a part from {@code offset} on?
   *
   * @param maxBytes more are never sent; at least 1
   */
  record AskBytes(String reference, String part, long offset, int maxBytes) implements Question {}

  /** Its parts. */
  record Parts(String reference, List<Part> parts) implements Answer {}

  /**
   * Bytes of a part.
   *
   * @param crc32c of these bytes
   */
  record Bytes(String reference, String part, long offset, int crc32c, ByteBuffer bytes)
      implements Answer {}

  /** The snapshot is not there, or not any more. */
  record Gone(String reference) implements Answer {}
}
