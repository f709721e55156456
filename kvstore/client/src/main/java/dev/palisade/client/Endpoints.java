package dev.palisade.client;

/** The form of a node's address. */
final class Endpoints {
  private Endpoints() {}

  static String requireValid(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    String port = endpoint.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException(
          "endpoint must be host:port (as 127.0.0.1:7001 or [::1]:7001), was '" + endpoint + "'");
    }
    return endpoint;
  }
}
