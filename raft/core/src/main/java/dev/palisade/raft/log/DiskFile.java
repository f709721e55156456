package dev.palisade.raft.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. Reads may run beside one writer. */
public interface DiskFile extends AutoCloseable {
  long size() throws IOException;

  /**
   * Fills {@code target} from {@code position} on as far as the file goes; returns the bytes read.
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** Writes all of {@code source} at {@code position}. Not durable before {@link #sync}. */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Makes all finished writes durable (fdatasync). After an IOException nothing is known about any
   * write since the last sync, and a repeated sync proves nothing: the process must stop.
   */
  void sync() throws IOException;

  @Override
  void close() throws IOException;
}
