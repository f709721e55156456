package dev.palisade.raft;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a member is: what its peers and its clients dial, each a host and a port with a colon
 * between. Nothing is dialled that is not an {@link Endpoint}: a change of the membership that
 * names such an address is refused, and one that is in the log all the same is a link that is down.
 */
public record MemberAddress(String peer, String client) {
  /** In bytes of UTF-8, of each of the two. */
  public static final int MAX_BYTES = 300;

  public MemberAddress {
    requireShort(peer);
    requireShort(client);
  }

  /** What keeps one of the two from being dialled, as a sentence; null when nothing does. */
  public @Nullable String defect() {
    String ofPeer = Endpoint.defectOf(peer);
    return ofPeer == null ? Endpoint.defectOf(client) : ofPeer;
  }

  /** Whether one of these endpoints is also one of the other member's. */
  public boolean overlaps(MemberAddress other) {
    return Endpoint.isSame(peer, other.peer)
        || Endpoint.isSame(peer, other.client)
        || Endpoint.isSame(client, other.peer)
        || Endpoint.isSame(client, other.client);
  }

  /** Whether peers and clients are told the same endpoint: a node cannot listen there twice. */
  public boolean isOne() {
    return Endpoint.isSame(peer, client);
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
