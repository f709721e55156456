package dev.palisade.client;

/**
 * A fencing token, as a write presents it: {@code WriteOptions.fencedBy(token)}. Hand both parts to
 * whoever writes on the holder's behalf.
 *
 * @param fence name of the fence, 1 to 256 bytes of UTF-8
 * @param token at least 1
 */
public record FenceToken(String fence, long token) {
  public FenceToken {
    Utf8.checked("fence name", fence);
    if (fence.isEmpty() || token < 1) {
      throw new IllegalArgumentException(
          "a fencing token needs a fence's name and a number of at least 1, was '"
              + fence
              + "' and "
              + token);
    }
  }

  /** As {@code name#token}. */
  @Override
  public String toString() {
    return fence + "#" + token;
  }
}
