package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The peers change, and the links follow. */
@Timeout(60)
class ReachTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId PEER = new NodeId(2);
  private static final NodeId OTHER = new NodeId(3);
  private static final long CLUSTER = 7;

  @TempDir Path directory;
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger round = new AtomicInteger();
  private FileDisk disk;
  private Wal wal;
  private SwallowingPeer first;
  private SwallowingPeer second;

  @BeforeEach
  void start() throws Exception {
    disk = FileDisk.open(directory);
    wal = Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1));
    first = SwallowingPeer.of(CLUSTER, PEER, SELF);
    second = SwallowingPeer.of(CLUSTER, OTHER, SELF);
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
    wal.close();
    disk.close();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private GrpcTransport transport(Map<NodeId, InetSocketAddress> peers) {
    return new GrpcTransport(
        new GrpcTransport.Addresses(CLUSTER, SELF, 1, "", peers), wal, eventLoops);
  }

  @Test
  void aPeerThatIsAddedIsLinkedTo() {
    try (GrpcTransport transport = transport(Map.of(PEER, first.address()))) {
      transport.connect();
      awaitHeartbeats(transport, PEER, first);
      int before = first.heartbeatStreams();
      transport.reach(Map.of(PEER, first.address(), OTHER, second.address()));
      awaitHeartbeats(transport, OTHER, second);
      assertThat(first.heartbeatStreams()).as("the link that was there stays").isEqualTo(before);
    }
  }

  @Test
  void aPeerThatMovedIsLinkedToWhereItIsNow() throws Exception {
    try (SwallowingPeer moved = SwallowingPeer.of(CLUSTER, PEER, SELF);
        GrpcTransport transport = transport(Map.of(PEER, first.address()))) {
      transport.connect();
      awaitHeartbeats(transport, PEER, first);
      transport.reach(Map.of(PEER, moved.address()));
      awaitHeartbeats(transport, PEER, moved);
      await("the old place is left", () -> first.openStreams() == 0);
    }
  }

  @Test
  void aPeerThatIsNoneAnyMoreMayStillBeTold() {
    try (GrpcTransport transport = transport(Map.of(PEER, first.address()))) {
      transport.connect();
      awaitHeartbeats(transport, PEER, first);
      transport.reach(Map.of(OTHER, second.address()));
      awaitHeartbeats(transport, OTHER, second);
      awaitHeartbeats(transport, PEER, first);
    }
  }

  @Test
  void peersThatAreNamedBeforeTheLinksOpenAreLinkedToThen() {
    try (GrpcTransport transport = transport(Map.of())) {
      transport.reach(Map.of(PEER, first.address(), OTHER, second.address()));
      assertThat(first.openStreams() + second.openStreams()).isZero();
      transport.connect();
      awaitHeartbeats(transport, PEER, first);
      awaitHeartbeats(transport, OTHER, second);
    }
  }

  @Test
  void anAddressThatCannotBeDialledIsALinkThatIsDown() {
    InetSocketAddress bad = InetSocketAddress.createUnresolved("kv_4", 7201);
    try (GrpcTransport transport = transport(Map.of(PEER, first.address(), OTHER, bad))) {
      transport.connect();
      transport.reach(Map.of(PEER, first.address(), OTHER, bad));
      transport.send(OTHER, new Message.Heartbeat(1, 0, 1));
      awaitHeartbeats(transport, PEER, first);
    }
  }

  @Test
  void strangersAreRememberedInBoundedNumber() {
    Strangers strangers = new Strangers();
    for (int i = 1; i <= 3_000; i++) {
      strangers.greeted(new NodeId(i), "127.0.0.1:9");
    }
    assertThat(strangers.addressOf(new NodeId(1))).isNull();
    assertThat(strangers.addressOf(new NodeId(2_936))).isNull();
    assertThat(strangers.addressOf(new NodeId(2_937))).isNotNull();
  }

  private void awaitHeartbeats(GrpcTransport transport, NodeId node, SwallowingPeer peer) {
    int before = peer.heartbeats();
    await(
        "heartbeats reach " + node,
        () -> {
          transport.send(node, new Message.Heartbeat(1, 0, round.incrementAndGet()));
          return peer.heartbeats() > before;
        });
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(15))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(condition);
  }
}
