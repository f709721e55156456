package dev.palisade.kv.server;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of clients to this node: how many there may be, what each makes the node hold,
 * and which of them are closed because they take nothing. Thread-safe.
 */
final class ClientConnections {
  /** A connection that takes less than this while answers wait for it has stalled. */
  private static final long LEAST_PROGRESS_BYTES = 16 << 10;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** While memory is short. */
  private static final long LITTLE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int most;
  private final Map<SocketAddress, ClientConnection> byAddress = new ConcurrentHashMap<>();

  /** Accepts at most this many connections; a further one is closed at once. */
  ClientConnections(int most) {
    this.most = most;
  }

  /** A port whose connections are these. */
  NioServerSocketChannel listen() {
    return new Listening();
  }

  /** The connection from that address; one without a channel when there is none. */
  ClientConnection of(@Nullable SocketAddress remote) {
    ClientConnection found = remote == null ? null : byAddress.get(remote);
    return found == null ? new ClientConnection(null, System.nanoTime()) : found;
  }

  int count() {
    return byAddress.size();
  }

  /** Looks at all connections; to be called every few seconds. */
  void look(long nowNanos) {
    closeStalled(nowNanos, PATIENCE_NANOS);
  }

  /** Memory is short: closes what has stalled for a moment. */
  void closeStalled() {
    closeStalled(System.nanoTime(), LITTLE_PATIENCE_NANOS);
  }

  private synchronized void closeStalled(long nowNanos, long patienceNanos) {
    for (ClientConnection each : byAddress.values()) {
      long stalled = each.stalledNanos(nowNanos, LEAST_PROGRESS_BYTES);
      if (stalled > patienceNanos) {
        each.close(
            "%,d bytes wait for it, and it has taken nothing for %,d ms"
                .formatted(each.allBytes(), TimeUnit.NANOSECONDS.toMillis(stalled)));
      }
    }
  }

  /** Memory is short: closes the connection that makes this node hold most. */
  void closeGreediest() {
    Collection<ClientConnection> all = List.copyOf(byAddress.values());
    all.stream()
        .max(Comparator.comparingLong(ClientConnection::allBytes))
        .ifPresent(
            each ->
                each.close(
                    "memory is short, and it holds %,d bytes, more than any other"
                        .formatted(each.allBytes())));
  }

  private final class Listening extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws IOException {
      SocketChannel socket = javaChannel().accept();
      if (socket == null) {
        return 0;
      }
      if (byAddress.size() >= most) {
        socket.close();
        return 0;
      }
      accepted.add(new Accepted(this, socket));
      return 1;
    }
  }

  /** Knows how much its client takes. */
  private final class Accepted extends NioSocketChannel {
    private final ClientConnection connection;

    Accepted(Listening parent, SocketChannel socket) {
      super(parent, socket);
      connection = new ClientConnection(this, System.nanoTime());
      SocketAddress remote = remoteAddress();
      if (remote != null) {
        byAddress.put(remote, connection);
        closeFuture().addListener(_ -> byAddress.remove(remote, connection));
      }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
      long before = out.totalPendingWriteBytes();
      super.doWrite(out);
      connection.wrote(Math.max(0, before - out.totalPendingWriteBytes()));
    }
  }
}
