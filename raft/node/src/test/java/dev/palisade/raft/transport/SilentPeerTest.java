package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a link does when its peer takes everything and says nothing. */
class SilentPeerTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId PEER = new NodeId(2);
  private static final long CLUSTER = 7;

  @TempDir Path directory;
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void stop() {
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void aConnectionOnWhichNothingFollowsTheHandshakeIsReplacedThoughItNeverBreaks()
      throws Exception {
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    WalOptions options = WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1);
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FileDisk disk = FileDisk.open(directory);
        Wal wal = Wal.open(disk, options);
        GrpcTransport transport =
            new GrpcTransport(
                new GrpcTransport.Addresses(
                    CLUSTER,
                    SELF,
                    1,
                    "",
                    Map.of(PEER, new InetSocketAddress("127.0.0.1", mute.getLocalPort()))),
                wal,
                eventLoops)) {
      Thread accepting = Thread.ofVirtual().start(() -> acceptAll(mute, accepted));
      transport.connect();
      Awaitility.await("another connection for each of the two links")
          .atMost(Duration.ofSeconds(20))
          .until(() -> accepted.size() >= 4);
      mute.close();
      accepting.join();
    } finally {
      for (Socket socket : accepted) {
        socket.close();
      }
    }
  }

  private static void acceptAll(ServerSocket mute, List<Socket> accepted) {
    try {
      while (true) {
        accepted.add(mute.accept());
      }
    } catch (IOException closed) {
      // Which is how it ends.
    }
  }

  @Test
  void aPeerThatSaysNothingGetsAnotherConnectionWhileSendersGoOn() throws Exception {
    WalOptions options = WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1);
    try (SwallowingPeer peer = SwallowingPeer.of(CLUSTER, PEER, SELF);
        FileDisk disk = FileDisk.open(directory);
        Wal wal = Wal.open(disk, options);
        GrpcTransport transport =
            new GrpcTransport(
                new GrpcTransport.Addresses(CLUSTER, SELF, 1, "", Map.of(PEER, peer.address())),
                wal,
                eventLoops)) {
      transport.connect();
      AtomicInteger round = new AtomicInteger();
      Awaitility.await("a second connection that carries heartbeats, too")
          .atMost(Duration.ofSeconds(15))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofNanos(50_000))
          .until(
              () -> {
                for (int i = 0; i < 100; i++) {
                  transport.send(PEER, new Message.Heartbeat(1, 0, round.incrementAndGet()));
                }
                return peer.heartbeatStreams() >= 3;
              });
      assertThat(peer.heartbeats()).isPositive();
    }
  }

  /** Its own connections work; those to it lead nowhere. */
  @Test
  void aPeerThatAsksAndNeverAnswersGetsAnotherConnection() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Receivers receivers =
        new Receivers(
            (from, message, entries) -> asked.incrementAndGet(),
            (from, message) -> {},
            (from, report) -> {},
            (from, level) -> {},
            peer -> {});
    try (SwallowingPeer peer = SwallowingPeer.of(CLUSTER, PEER, SELF);
        FileDisk disk = FileDisk.open(directory.resolve("own"));
        Wal wal = Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1));
        FileDisk peersDisk = FileDisk.open(directory.resolve("peer"));
        Wal peersWal =
            Wal.open(peersDisk, WalOptions.ofDefaults(new LogIdentity(CLUSTER, PEER), 1));
        GrpcTransport transport =
            new GrpcTransport(
                new GrpcTransport.Addresses(CLUSTER, SELF, 1, "", Map.of(PEER, peer.address())),
                wal,
                eventLoops)) {
      Server server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
              .directExecutor()
              .addService(transport.service(receivers))
              .build()
              .start();
      InetSocketAddress self = new InetSocketAddress("127.0.0.1", server.getPort());
      try (GrpcTransport back =
          new GrpcTransport(
              new GrpcTransport.Addresses(CLUSTER, PEER, 1, "", Map.of(SELF, self)),
              peersWal,
              eventLoops)) {
        transport.connect();
        back.connect();
        Awaitility.await("a second connection for heartbeats, and a third")
            .atMost(Duration.ofSeconds(20))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  back.send(SELF, new Message.PreVote(1, new EntryId(0, 0)));
                  transport.send(PEER, new Message.Heartbeat(1, 0, 1));
                  return peer.heartbeatStreams() >= 3;
                });
        assertThat(asked).hasPositiveValue();
      } finally {
        server.shutdownNow();
      }
    }
  }
}
