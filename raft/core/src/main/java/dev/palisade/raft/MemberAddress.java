package dev.palisade.raft;

import java.nio.charset.StandardCharsets;

/**
 * Where a member is: what its peers and its clients dial, each a host and a port with a colon
 * between. The algorithm does not look at it.
 */
public record MemberAddress(String peer, String client) {
  /** In bytes of UTF-8, of each of the two. */
  public static final int MAX_BYTES = 300;

  public MemberAddress {
    requireShort(peer);
    requireShort(client);
  }

  /** Bytes of both in UTF-8. */
  int utf8Bytes() {
    return utf8Bytes(peer) + utf8Bytes(client);
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void requireShort(String address) {
    if (utf8Bytes(address) > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an address has at most " + MAX_BYTES + " bytes, but this one is longer: " + address);
    }
  }
}
