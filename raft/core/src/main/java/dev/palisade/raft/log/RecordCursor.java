package dev.palisade.raft.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Walks over the records of one segment, from one of them up to what is no intact record. */
final class RecordCursor {
  private static final int WINDOW_BYTES = 256 << 10;

  private final Segment segment;
  private ByteBuffer window;
  // Offset in the file of the window's first byte.
  private long windowOffset;
  private long offset;
  private int recordBytes;

  RecordCursor(Segment segment, long from) {
    this.segment = segment;
    this.offset = from;
    this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, segment.bytes())).limit(0);
    this.windowOffset = from;
  }

  /** Moves on to the next record; null when it is intact, otherwise what stands there instead. */
  @Nullable String advance() throws IOException {
    offset += recordBytes;
    recordBytes = 0;
    need(RecordFormat.HEAD_BYTES);
    if (window.limit() - at() >= RecordFormat.HEAD_BYTES) {
      int length = RecordFormat.length(window, at());
      String wrongLength = RecordFormat.lengthDefect(length);
      if (wrongLength != null) {
        return wrongLength;
      }
      need(RecordFormat.storedBytes(length));
    }
    String defect = RecordFormat.defect(window, at());
    if (defect == null) {
      recordBytes = RecordFormat.storedBytes(RecordFormat.length(window, at()));
    }
    return defect;
  }

  /** Offset in the file of the current record, or of what is none. */
  long offset() {
    return offset;
  }

  /** Size of the current record. */
  int recordBytes() {
    return recordBytes;
  }

  /** Holds the current record at {@link #at}. */
  ByteBuffer window() {
    return window;
  }

  int at() {
    return (int) (offset - windowOffset);
  }

  private void need(int bytes) throws IOException {
    if (window.limit() - at() >= bytes) {
      return;
    }
    int capacity = Math.max(bytes, (int) Math.min(WINDOW_BYTES, segment.bytes()));
    window = capacity > window.capacity() ? ByteBuffer.allocate(capacity) : window.clear();
    segment.file().read(window, offset);
    window.flip();
    windowOffset = offset;
  }
}
