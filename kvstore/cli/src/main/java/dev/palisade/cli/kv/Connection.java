package dev.palisade.cli.kv;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.client.PalisadeClient;

/** How commands reach the cluster. */
final class Connection {
  private Connection() {}

  /** A client with the user's endpoints and timeout; it connects when it is used. */
  static PalisadeClient open(GlobalOptions options) {
    return PalisadeClient.builder()
        .endpoints(options.endpoints())
        .timeout(options.timeout())
        .build();
  }
}
