package dev.palisade.raft.log;

import java.io.IOException;

/**
 * The log is damaged where it was known to be durable, so what it promised to others may be lost.
 * The replica must not vote or acknowledge from it.
 */
public final class CorruptLogException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long byteOffset;

  CorruptLogException(String file, long byteOffset, String found) {
    super(
        file
            + " is damaged at byte "
            + byteOffset
            + ": "
            + found
            + "; do not cut or edit the file: move the log directory away and let this replica"
            + " rejoin the cluster empty, under a new node id");
    this.file = file;
    this.byteOffset = byteOffset;
  }

  /** Name of the file within the log directory. */
  public String file() {
    return file;
  }

  /** Where in the file, in bytes from its beginning. */
  public long byteOffset() {
    return byteOffset;
  }
}
