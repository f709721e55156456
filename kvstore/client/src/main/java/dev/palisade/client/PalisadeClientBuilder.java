package dev.palisade.client;

import dev.palisade.client.transport.Courier;
import dev.palisade.client.transport.Settings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of a client. For one thread. */
public final class PalisadeClientBuilder {
  private List<String> endpoints = List.of();
  private Duration timeout = Duration.ofSeconds(10);
  private boolean exactlyOnce = true;
  private Duration sessionTtl = Duration.ofSeconds(60);
  private Duration connectTimeout = Duration.ofMillis(500);
  private Duration leaderSilence = Duration.ofMillis(250);
  private int maxPendingOperations = 16_384;
  private long maxPendingBytes = 64L << 20;
  private @Nullable Executor callbackExecutor;
  private Consumer<Acknowledgement> acknowledgements = ignored -> {};
  private @Nullable String httpProxy;

  PalisadeClientBuilder() {}

  /** host:port for clients of some or all nodes; the first is tried first. */
  public PalisadeClientBuilder endpoints(String... hostsAndPorts) {
    return endpoints(List.of(hostsAndPorts));
  }

  /** host:port for clients of some or all nodes; the first is tried first. */
  public PalisadeClientBuilder endpoints(List<String> hostsAndPorts) {
    hostsAndPorts.forEach(Endpoints::requireValid);
    endpoints = List.copyOf(hostsAndPorts);
    return this;
  }

  /** How long a call may take that does not say otherwise; 10 s unless set. */
  public PalisadeClientBuilder timeout(Duration timeout) {
    this.timeout = Timeouts.requirePositive(timeout);
    return this;
  }

  /**
   * Whether mutations go through a session, which makes them take effect once, however often they
   * are sent; true unless set. Without, a mutation whose outcome is unknown is not sent again.
   */
  public PalisadeClientBuilder exactlyOnce(boolean exactlyOnce) {
    this.exactlyOnce = exactlyOnce;
    return this;
  }

  /** How long the session lives without a sign of this client, 1 s to 24 h; 60 s unless set. */
  public PalisadeClientBuilder sessionTtl(Duration sessionTtl) {
    if (sessionTtl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("sessionTtl must be at least 1 s, was " + sessionTtl);
    }
    this.sessionTtl = Timeouts.requirePositive(sessionTtl);
    return this;
  }

  /** How long an attempt to connect may take before another node is tried; 500 ms unless set. */
  public PalisadeClientBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = Timeouts.requirePositive(connectTimeout);
    return this;
  }

  /**
   * How long the leader may be silent, while calls wait for it, before the other nodes are asked
   * whether another one leads; 250 ms unless set. Asking costs each node a small call, and calls
   * stay with a leader that is only slow.
   */
  public PalisadeClientBuilder leaderSilence(Duration leaderSilence) {
    this.leaderSilence = Timeouts.requirePositive(leaderSilence);
    return this;
  }

  /**
   * How many calls may be under way, 1 to 1,048,576; 16,384 unless set. Beyond, a blocking call
   * waits for a place, and an asynchronous one is refused with {@link OverloadedException}.
   */
  public PalisadeClientBuilder maxPendingOperations(int operations) {
    if (operations < 1 || operations > Capacity.MAX_OPERATIONS) {
      throw new IllegalArgumentException(
          "maxPendingOperations must be 1 to " + Capacity.MAX_OPERATIONS + ", was " + operations);
    }
    maxPendingOperations = operations;
    return this;
  }

  /** How many bytes of calls may be under way; 64 MiB unless set. Beyond, as above. */
  public PalisadeClientBuilder maxPendingBytes(long bytes) {
    if (bytes < 1 || bytes > Capacity.MAX_BYTES) {
      throw new IllegalArgumentException(
          "maxPendingBytes must be 1 to " + Capacity.MAX_BYTES + ", was " + bytes);
    }
    maxPendingBytes = bytes;
    return this;
  }

  /**
   * Where futures are completed, and their callbacks run; unless set, on the client's own thread,
   * which costs no hand-off and must not be blocked.
   */
  public PalisadeClientBuilder callbackExecutor(Executor executor) {
    callbackExecutor = executor;
    return this;
  }

  /**
   * Hears who answered each call that succeeds, just before its future is completed and on the same
   * thread; it must not block. Not told of stale reads, which any node answers, nor of servers that
   * do not say.
   */
  public PalisadeClientBuilder onAcknowledgement(Consumer<Acknowledgement> listener) {
    acknowledgements = listener;
    return this;
  }

  /**
   * host:port of an HTTP proxy (RFC 9110, CONNECT) that every connection leads through. Unless set,
   * the JVM's own settings for {@code https} count, which by themselves leave out this machine.
   */
  public PalisadeClientBuilder httpProxy(String hostAndPort) {
    Endpoints.requireValid(hostAndPort);
    httpProxy = hostAndPort;
    return this;
  }

  /**
   * A client; it connects when it is first used.
   *
   * @throws IllegalArgumentException if there is no endpoint
   */
  public PalisadeClient build() {
    Courier courier =
        new Courier(
            new Settings(
                endpoints,
                connectTimeout.toMillis(),
                leaderSilence.toMillis(),
                exactlyOnce ? sessionTtl.toMillis() : 0,
                httpProxy));
    Capacity capacity = new Capacity(maxPendingOperations, maxPendingBytes);
    Calls calls = new Calls(courier, timeout, capacity, callbackExecutor, acknowledgements);
    return new PalisadeClient(courier, calls);
  }
}
