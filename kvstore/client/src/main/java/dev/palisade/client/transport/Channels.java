package dev.palisade.client.transport;

import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ManagedChannel;
import io.grpc.ProxiedSocketAddress;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A connection to each endpoint that was asked for, all on the one loop. Safe for many threads. */
public final class Channels {
  /** Several answers of up to 4 MiB may share a message. */
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  /** Names in the DNS are not longer. */
  private static final int MAX_HOST_CHARS = 253;

  private static final int MAX_ENDPOINT_CHARS = 300;

  /** A connection without life is noticed after at most the sum of both. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 3;

  /** Held, so that its level stays. */
  private static final Logger CHANNEL_LOG = Logger.getLogger("io.grpc.internal.ManagedChannelImpl");

  static {
    // A name that does not resolve is told to the caller; it need not be logged, with its stack, at
    // each attempt too.
    if (CHANNEL_LOG.getLevel() == null) {
      CHANNEL_LOG.setLevel(Level.SEVERE);
    }
  }

  private final Loop loop;
  private final int connectMillis;
  private final @Nullable InetSocketAddress httpProxy;
  private final ConcurrentHashMap<String, Connection> connections = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * @param httpProxy host:port of what every connection leads through; null for none
   */
  Channels(Loop loop, long connectMillis, @Nullable String httpProxy) {
    this.loop = loop;
    this.connectMillis = Math.toIntExact(connectMillis);
    this.httpProxy = httpProxy == null ? null : address(httpProxy);
  }

  private static InetSocketAddress address(String endpoint) {
    URI uri = URI.create("//" + endpoint);
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /**
   * Whether this has the form host:port, with a host as a URI may have it, without a zone, and a
   * port from 1 to 65,535. A node has the same rule for the addresses of members.
   */
  public static boolean isEndpoint(String text) {
    try {
      URI uri = new URI("//" + text);
      return uri.getHost() != null
          && uri.getHost().length() <= MAX_HOST_CHARS
          && text.indexOf('%') < 0
          && text.length() <= MAX_ENDPOINT_CHARS
          && uri.getPort() >= 1
          && uri.getPort() <= 65_535
          && text.equals(uri.getHost() + ":" + uri.getPort());
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  /** The channel to host:port; an attempt that failed earlier does not delay the next. */
  public ManagedChannel to(String endpoint) {
    Connection connection =
        connections.computeIfAbsent(
            endpoint, each -> new Connection(() -> open(each), 2_000_000L * connectMillis));
    if (closed) {
      connection.shutdownNow();
    }
    return connection.forCall();
  }

  private ManagedChannel open(String endpoint) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget("dns:///" + endpoint.replace("[", "%5B").replace("]", "%5D"));
    if (httpProxy != null) {
      builder.proxyDetector(this::throughProxy);
    }
    return builder
        .usePlaintext()
        .directExecutor()
        .eventLoopGroup(loop.group())
        .channelType(NioSocketChannel.class)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
        .withOption(ChannelOption.TCP_NODELAY, true)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .maxInboundMessageSize(MAX_INBOUND_BYTES)
        .disableRetry()
        .build();
  }

  private ProxiedSocketAddress throughProxy(SocketAddress target) {
    return HttpConnectProxiedSocketAddress.newBuilder()
        .setTargetAddress((InetSocketAddress) target)
        .setProxyAddress(Objects.requireNonNull(httpProxy))
        .build();
  }

  /** Forgets a connection that hangs: the next use opens another. */
  void drop(String endpoint) {
    Connection connection = connections.remove(endpoint);
    if (connection != null) {
      connection.shutdownNow();
    }
  }

  void closeAll() {
    closed = true;
    connections.values().forEach(Connection::shutdownNow);
  }
}
