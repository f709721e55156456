package dev.palisade.raft.log;

import java.io.IOException;

/**
 * The log is damaged where it was known to be durable, so what its replica promised to others may
 * be lost. The replica must stop. Thrown by a read, the damage is of a kind that {@link Wal#open}
 * gives up and lets the peers make good; thrown by {@link Wal#open}, it is not.
 */
public final class CorruptLogException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long byteOffset;

  private CorruptLogException(String file, long byteOffset, String found, String advice) {
    super("%s is damaged at byte %d: %s; %s".formatted(file, byteOffset, found, advice));
    this.file = file;
    this.byteOffset = byteOffset;
  }

  /** Of a log that cannot be opened. */
  static CorruptLogException whenOpened(String file, long byteOffset, String found) {
    return new CorruptLogException(
        file,
        byteOffset,
        found,
        "do not cut or edit the file: move the log directory away and let this replica rejoin the"
            + " cluster empty, under a new node id");
  }

  /** Of a log that is open. */
  static CorruptLogException whenRead(String file, long byteOffset, String found) {
    return new CorruptLogException(
        file, byteOffset, found, "start this node again: it gets what is lost from its peers");
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
