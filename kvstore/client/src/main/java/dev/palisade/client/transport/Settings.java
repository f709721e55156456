package dev.palisade.client.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a courier is told at its start.
 *
 * @param endpoints host:port for clients, at least one; the first is tried first
 * @param connectMillis how long an attempt to connect may take
 * @param hangMillis how long the leader may be silent, while calls wait, before others are asked
 * @param sessionTtlMillis of the sessions that make mutations take effect once; 0 for no sessions
 * @param httpProxy host:port of what every connection leads through; null for none
 */
public record Settings(
    List<String> endpoints,
    long connectMillis,
    long hangMillis,
    long sessionTtlMillis,
    @Nullable String httpProxy) {
  public Settings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint given; give at least one host:port");
    }
  }

  boolean usesSessions() {
    return sessionTtlMillis > 0;
  }
}
