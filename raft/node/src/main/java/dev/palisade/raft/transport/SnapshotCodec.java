package dev.palisade.raft.transport;

import com.google.protobuf.UnsafeByteOperations;
import dev.palisade.proto.raft.AskSnapshotBytes;
import dev.palisade.proto.raft.AskSnapshotParts;
import dev.palisade.proto.raft.SnapshotBytes;
import dev.palisade.proto.raft.SnapshotFrame;
import dev.palisade.proto.raft.SnapshotGone;
import dev.palisade.proto.raft.SnapshotPart;
import dev.palisade.proto.raft.SnapshotParts;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.replica.SnapshotStore.Part;
import java.util.List;

/** What replicas say about snapshots as frames, and back. */
final class SnapshotCodec {
  /** Of the content of one frame. */
  static final int MAX_CONTENT_BYTES = 1 << 20;

  private static final int MAX_REFERENCE_CHARS = 1_000;

  private SnapshotCodec() {}

  /** The frame of a message, still without a Hello. */
  static SnapshotFrame.Builder encode(SnapshotMessage message) {
    SnapshotFrame.Builder frame = SnapshotFrame.newBuilder().setReference(message.reference());
    return switch (message) {
      case SnapshotMessage.AskParts _ -> frame.setAskParts(AskSnapshotParts.getDefaultInstance());
      case SnapshotMessage.AskBytes(_, var part, var offset, var maxBytes) ->
          frame.setAskBytes(
              AskSnapshotBytes.newBuilder()
                  .setPart(part)
                  .setOffset(offset)
                  .setMaxBytes(Math.min(maxBytes, MAX_CONTENT_BYTES)));
      case SnapshotMessage.Parts(_, var parts) -> frame.setParts(encode(parts));
      case SnapshotMessage.Bytes(_, var part, var offset, var crc32c, var bytes) ->
          frame.setBytes(
              SnapshotBytes.newBuilder()
                  .setPart(part)
                  .setOffset(offset)
                  .setCrc32C(crc32c)
                  .setContent(UnsafeByteOperations.unsafeWrap(bytes)));
      case SnapshotMessage.Gone _ -> frame.setGone(SnapshotGone.getDefaultInstance());
    };
  }

  /**
   * The message of a frame.
   *
   * @throws IllegalArgumentException if the frame makes no sense
   */
  static SnapshotMessage decode(SnapshotFrame frame) {
    String reference = frame.getReference();
    require(reference.length() <= MAX_REFERENCE_CHARS, "a reference that is too long");
    return switch (frame.getBodyCase()) {
      case ASK_PARTS -> new SnapshotMessage.AskParts(reference);
      case ASK_BYTES -> {
        AskSnapshotBytes ask = frame.getAskBytes();
        require(ask.getOffset() >= 0, "an offset beyond what a file can have");
        require(
            ask.getMaxBytes() >= 1 && ask.getMaxBytes() <= MAX_CONTENT_BYTES,
            "a question for " + Integer.toUnsignedString(ask.getMaxBytes()) + " bytes");
        yield new SnapshotMessage.AskBytes(
            reference, ask.getPart(), ask.getOffset(), ask.getMaxBytes());
      }
      case PARTS -> new SnapshotMessage.Parts(reference, decode(frame.getParts()));
      case BYTES -> {
        SnapshotBytes bytes = frame.getBytes();
        require(bytes.getOffset() >= 0, "an offset beyond what a file can have");
        require(bytes.getContent().size() <= MAX_CONTENT_BYTES, "too many bytes at once");
        yield new SnapshotMessage.Bytes(
            reference,
            bytes.getPart(),
            bytes.getOffset(),
            bytes.getCrc32C(),
            bytes.getContent().asReadOnlyByteBuffer());
      }
      case GONE -> new SnapshotMessage.Gone(reference);
      case BODY_NOT_SET -> throw new IllegalArgumentException("a frame without question or answer");
    };
  }

  private static SnapshotParts encode(List<Part> parts) {
    SnapshotParts.Builder all = SnapshotParts.newBuilder();
    for (Part part : parts) {
      all.addParts(
          SnapshotPart.newBuilder()
              .setName(part.name())
              .setBytes(part.bytes())
              .setCrc32C(part.crc32c()));
    }
    return all.build();
  }

  private static List<Part> decode(SnapshotParts parts) {
    return parts.getPartsList().stream()
        .map(
            part -> {
              require(part.getBytes() >= 0, "a part longer than a file can be");
              return new Part(part.getName(), part.getBytes(), part.getCrc32C());
            })
        .toList();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
