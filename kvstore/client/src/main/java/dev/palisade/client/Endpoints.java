package dev.palisade.client;

import dev.palisade.client.transport.Channels;

/** The form of a node's address. */
final class Endpoints {
  private Endpoints() {}

  static String requireValid(String endpoint) {
    if (!Channels.isEndpoint(endpoint)) {
      throw new IllegalArgumentException(
          "endpoint must be host:port (as node-1:7001, 127.0.0.1:7001 or [::1]:7001; no underscores), was '"
              + endpoint
              + "'");
    }
    return endpoint;
  }
}
