package dev.palisade.client;

/** A write below a protected prefix carries no token of its fence. */
public final class UnguardedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  private final transient Bytes key;
  private final transient Bytes prefix;
  private final String fence;

  UnguardedException(String message, Bytes key, Bytes prefix, String fence) {
    super(message);
    this.key = key;
    this.prefix = prefix;
    this.fence = fence;
  }

  /** The key that was written. */
  public Bytes key() {
    return key;
  }

  /** The protected prefix that it lies below. */
  public Bytes prefix() {
    return prefix;
  }

  /** The fence whose token the write must carry. */
  public String fence() {
    return fence;
  }
}
