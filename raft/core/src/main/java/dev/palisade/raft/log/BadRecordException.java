package dev.palisade.raft.log;

/** Bytes that were to be records of entries are not; the message says which and why. */
public final class BadRecordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public BadRecordException(String message) {
    super(message);
  }
}
