package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.runtime.FileDisk;
import dev.palisade.raft.runtime.LoopbackPorts;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes tell each other about snapshots, over real connections. */
class SnapshotLinkTest {
  private static final NodeId ONE = new NodeId(1);
  private static final NodeId TWO = new NodeId(2);
  private static final long CLUSTER = 7;

  @TempDir Path directory;

  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void questionsAndAnswersArriveAlsoOverALinkThatBroke() throws Exception {
    int port = LoopbackPorts.next();
    try (Node one = new Node(ONE, CLUSTER, TWO, port);
        Node two = new Node(TWO, CLUSTER, ONE, one.server.getPort())) {
      Server server = two.listen(port);
      one.transport.ask(TWO, new SnapshotMessage.AskParts("9-2"));
      await("2 hears 1: AskParts[reference=9-2]");
      two.transport.answer(
          ONE, new SnapshotMessage.Bytes("9-2", "a", 0, 1, ByteBuffer.wrap(new byte[1 << 20])));
      await("1 hears 2: 1048576 bytes");

      server.shutdownNow().awaitTermination();
      one.transport.ask(TWO, new SnapshotMessage.AskParts("lost"));
      Server again = two.listen(port);
      Awaitility.await("asked again until it is heard")
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                one.transport.ask(TWO, new SnapshotMessage.AskParts("10-2"));
                return heard.contains("2 hears 1: AskParts[reference=10-2]");
              });
      again.shutdownNow();
    }
  }

  /** A channel that has failed answers with that failure until it has tried again by itself. */
  @Test
  void whatIsSentAfterAFailureGoesOverAConnectionOfItsOwn() throws Exception {
    int port = LoopbackPorts.next();
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    SnapshotLink link = new SnapshotLink(TWO, channel, new LinkIdentity(CLUSTER, ONE, "", 1));
    try (Node two = new Node(TWO, CLUSTER, ONE, port)) {
      link.send(new SnapshotMessage.AskParts("lost"));
      Awaitility.await("the failure")
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE);
      Server server = two.listen(port);
      link.send(new SnapshotMessage.AskParts("9-2"));
      await("2 hears 1: AskParts[reference=9-2]");
      server.shutdownNow();
    } finally {
      link.close();
    }
  }

  @Test
  void aCallThatCannotStartIsDroppedAndLeavesRoomForOthers() throws Exception {
    int port = LoopbackPorts.next();
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .intercept(new RefusingFirst(20))
            .build();
    SnapshotLink link = new SnapshotLink(TWO, channel, new LinkIdentity(CLUSTER, ONE, "", 1));
    try (Node two = new Node(TWO, CLUSTER, ONE, port)) {
      Server server = two.listen(port);
      for (int i = 0; i < 20; i++) {
        link.send(new SnapshotMessage.AskParts("dropped"));
      }
      link.send(new SnapshotMessage.AskParts("9-2"));
      await("2 hears 1: AskParts[reference=9-2]");
      server.shutdownNow();
    } finally {
      link.close();
    }
  }

  @Test
  void whoeverIsOfAnotherClusterIsNotHeard() throws Exception {
    int port = LoopbackPorts.next();
    try (Node one = new Node(ONE, CLUSTER, TWO, port);
        Node stranger = new Node(ONE, CLUSTER + 1, TWO, port);
        Node two = new Node(TWO, CLUSTER, ONE, one.server.getPort())) {
      Server server = two.listen(port);
      stranger.transport.ask(TWO, new SnapshotMessage.AskParts("stranger"));
      one.transport.ask(TWO, new SnapshotMessage.AskParts("9-2"));
      await("2 hears 1: AskParts[reference=9-2]");
      stranger.transport.ask(TWO, new SnapshotMessage.AskParts("stranger"));
      one.transport.ask(TWO, new SnapshotMessage.AskParts("10-2"));
      await("2 hears 1: AskParts[reference=10-2]");
      assertThat(heard).noneMatch(each -> each.contains("stranger"));
      server.shutdownNow();
    }
  }

  private void await(String message) {
    Awaitility.await(message)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> heard.contains(message));
  }

  /** Throws for the first calls what gRPC throws while a channel enters idle. */
  private static final class RefusingFirst implements ClientInterceptor {
    private final AtomicInteger left;

    RefusingFirst(int calls) {
      left = new AtomicInteger(calls);
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      if (left.getAndDecrement() > 0) {
        throw new IllegalStateException("Resolution is pending");
      }
      return next.newCall(method, options);
    }
  }

  private final class Node implements AutoCloseable {
    private final NodeId self;
    private final FileDisk disk;
    private final Wal wal;
    final GrpcTransport transport;
    final Server server;

    Node(NodeId self, long cluster, NodeId peer, int peerPort) throws Exception {
      this.self = self;
      disk = FileDisk.open(directory.resolve(self + "-" + cluster));
      wal = Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(cluster, self), 1));
      InetSocketAddress address = new InetSocketAddress("127.0.0.1", peerPort);
      transport =
          new GrpcTransport(
              new GrpcTransport.Addresses(cluster, self, 1, "", Map.of(peer, address)),
              wal,
              eventLoops);
      server = listen(0);
    }

    Server listen(int port) throws Exception {
      return NettyServerBuilder.forPort(port)
          .directExecutor()
          .addService(
              transport.service(
                  new Receivers(
                      (from, message, entries) -> {},
                      (from, message) -> heard.add(self.value() + " hears " + show(from, message)),
                      (from, report) -> heard.add(self.value() + " hears of " + from + report),
                      (peer, level) -> {},
                      peer -> {})))
          .build()
          .start();
    }

    private static String show(NodeId from, SnapshotMessage message) {
      return from.value()
          + ": "
          + (message instanceof SnapshotMessage.Bytes bytes
              ? bytes.bytes().remaining() + " bytes"
              : message.toString());
    }

    @Override
    public void close() throws Exception {
      server.shutdownNow();
      transport.close();
      wal.close();
      disk.close();
    }
  }
}
