package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.proto.raft.Hello;
import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.proto.raft.PeerGrpc;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

  /** Greets, and then swallows. */
  private static final class Swallowing extends PeerGrpc.PeerImplBase {
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger heartbeats = new AtomicInteger();

    @Override
    public StreamObserver<PeerFrame> replicate(StreamObserver<PeerFrame> answers) {
      return swallow(answers);
    }

    @Override
    public StreamObserver<PeerFrame> heartbeat(StreamObserver<PeerFrame> answers) {
      streams.incrementAndGet();
      return swallow(answers);
    }

    private StreamObserver<PeerFrame> swallow(StreamObserver<PeerFrame> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(PeerFrame frame) {
          if (frame.hasHello()) {
            Hello hello =
                Hello.newBuilder()
                    .setProtocol(1)
                    .setClusterId(CLUSTER)
                    .setFrom(PEER.value())
                    .setTo(SELF.value())
                    .build();
            answers.onNext(PeerFrame.newBuilder().setHello(hello).build());
          } else if (frame.hasHeartbeat()) {
            heartbeats.incrementAndGet();
          }
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
      };
    }
  }

  @Test
  void aPeerThatSaysNothingGetsAnotherConnectionWhileSendersGoOn() throws Exception {
    Swallowing peer = new Swallowing();
    Server server = NettyServerBuilder.forPort(0).directExecutor().addService(peer).build().start();
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.getPort());
    WalOptions options = WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1);
    try (FileDisk disk = FileDisk.open(directory);
        Wal wal = Wal.open(disk, options);
        GrpcTransport transport =
            new GrpcTransport(
                new GrpcTransport.Addresses(CLUSTER, SELF, 1, "", Map.of(PEER, address)),
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
                return peer.streams.get() >= 3;
              });
      assertThat(peer.heartbeats).hasPositiveValue();
    } finally {
      server.shutdownNow();
    }
  }
}
