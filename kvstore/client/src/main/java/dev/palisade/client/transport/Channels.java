package dev.palisade.client.transport;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A connection to each endpoint that was asked for, all on the one loop. Safe for many threads. */
public final class Channels {
  /** Several answers of up to 4 MiB may share a message. */
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  /** A connection without life is noticed after at most the sum of both. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 3;

  private static final Pattern ENDPOINT = Pattern.compile("[^\\s/]+:[0-9]{1,5}");

  private final Loop loop;
  private final int connectMillis;
  private final ConcurrentHashMap<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Channels(Loop loop, long connectMillis) {
    this.loop = loop;
    this.connectMillis = Math.toIntExact(connectMillis);
  }

  /** Whether this has the form host:port. */
  public static boolean isEndpoint(String text) {
    return ENDPOINT.matcher(text).matches()
        && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= 65_535;
  }

  /** The connection to host:port; an attempt that failed earlier does not delay the next. */
  public ManagedChannel to(String endpoint) {
    ManagedChannel channel = channels.computeIfAbsent(endpoint, this::open);
    if (closed) {
      channel.shutdownNow();
    }
    channel.resetConnectBackoff();
    return channel;
  }

  private ManagedChannel open(String endpoint) {
    return NettyChannelBuilder.forTarget("dns:///" + endpoint)
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

  /** Forgets a connection that hangs: the next use opens another. */
  void drop(String endpoint) {
    ManagedChannel channel = channels.remove(endpoint);
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  void closeAll() {
    closed = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
