package dev.palisade.harness.net;

/**
 * Where something listens for TCP connections.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  public Address {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not within 1 to 65535");
    }
  }

  /** {@code host:port}. */
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
