package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.runtime.FileDisk;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When one link is given up for another connection, and when it is kept. */
class PeerLinkTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId PEER = new NodeId(2);
  private static final long CLUSTER = 7;
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  @TempDir Path directory;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private SwallowingPeer peer;
  private FileDisk disk;
  private Wal wal;

  @BeforeEach
  void start() throws Exception {
    peer = SwallowingPeer.of(CLUSTER, PEER, SELF);
    disk = FileDisk.open(directory);
    wal = Wal.open(disk, WalOptions.ofDefaults(new LogIdentity(CLUSTER, SELF), 1));
  }

  @AfterEach
  void stop() throws Exception {
    timer.shutdownNow();
    peer.close();
    wal.close();
    disk.close();
  }

  @Test
  void aConnectionThatIsYoungerThanTheSilenceStays() {
    PeerLink link = link(channel());
    link.connect();
    awaitHeartbeats(link, 1);
    int streams = peer.heartbeatStreams();

    link.reset(HOUR_NANOS, "silent");
    int before = peer.heartbeats();
    awaitHeartbeats(link, before + 1);
    assertThat(peer.heartbeatStreams()).isEqualTo(streams);

    link.reset(0, "silent");
    patiently("another connection").until(() -> peer.heartbeatStreams() > streams);
    link.close();
  }

  @Test
  void aLinkWhoseBeginningThrowsIsBegunAgain() {
    AtomicInteger begun = new AtomicInteger();
    PeerLink link = link(new ThrowingOnce(channel(), begun));
    link.connect();
    awaitHeartbeats(link, 1);
    assertThat(begun).hasValueGreaterThan(1);
    link.close();
  }

  /** What failed before must not hide that the next one hangs. */
  @Test
  void aConnectionThatHangsAfterOneThatBrokeIsReplaced() throws Exception {
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread accepting = Thread.ofVirtual().start(() -> closeTheFirst(socket, accepted));
      PeerLink link = link(channel(socket.getLocalPort()));
      link.connect();
      patiently("a third connection").until(() -> accepted.size() >= 3);
      link.close();
      socket.close();
      accepting.join();
    } finally {
      for (Socket each : accepted) {
        each.close();
      }
    }
  }

  /** On all others nothing is ever said. */
  private static void closeTheFirst(ServerSocket socket, List<Socket> accepted) {
    try {
      while (true) {
        Socket next = socket.accept();
        if (accepted.isEmpty()) {
          next.close();
        }
        accepted.add(next);
      }
    } catch (IOException closed) {
      // Which is how it ends.
    }
  }

  @Test
  void itsStateSaysSinceWhenThereIsALinkOrWhyThereIsNone() {
    PeerLink link = link(channel());
    assertThat(link.state()).matches("no link for \\d+ ms");
    link.connect();
    awaitHeartbeats(link, 1);
    assertThat(link.state()).matches("linked for \\d+ ms, 0 waiting");

    peer.close();
    patiently("the end of the link")
        .untilAsserted(() -> assertThat(link.state()).matches("no link for \\d+ ms \\([^()]+\\)"));
    link.close();
  }

  private void awaitHeartbeats(PeerLink link, int count) {
    patiently("heartbeats at the peer")
        .until(
            () -> {
              link.send(new Message.Heartbeat(1, 0, 1));
              return peer.heartbeats() >= count;
            });
  }

  private static ConditionFactory patiently(String what) {
    return Awaitility.await(what).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
  }

  private PeerLink link(ManagedChannel channel) {
    LinkIdentity identity = new LinkIdentity(CLUSTER, SELF, "", 1);
    PeerLink.Shared shared = new PeerLink.Shared(identity, wal, timer, timer, _ -> {});
    return new PeerLink(PEER, PeerLink.Kind.HEARTBEAT, channel, shared);
  }

  private ManagedChannel channel() {
    return channel(peer.address().getPort());
  }

  private static ManagedChannel channel(int port) {
    return ManagedChannelBuilder.forAddress("127.0.0.1", port)
        .usePlaintext()
        .directExecutor()
        .build();
  }

  /** A channel on which the first call cannot even begin. */
  private static final class ThrowingOnce extends ManagedChannel {
    private final ManagedChannel channel;
    private final AtomicInteger calls;

    ThrowingOnce(ManagedChannel channel, AtomicInteger calls) {
      this.channel = channel;
      this.calls = calls;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      if (calls.incrementAndGet() == 1) {
        throw new IllegalStateException("not now");
      }
      return channel.newCall(method, options);
    }

    @Override
    public String authority() {
      return channel.authority();
    }

    @Override
    public ManagedChannel shutdown() {
      channel.shutdown();
      return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
      channel.shutdownNow();
      return this;
    }

    @Override
    public boolean isShutdown() {
      return channel.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return channel.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return channel.awaitTermination(timeout, unit);
    }
  }
}
