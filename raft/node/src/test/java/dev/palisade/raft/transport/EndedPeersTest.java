package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndedPeersTest {
  private static final NodeId PEER = new NodeId(2);

  private final BlockingQueue<NodeId> gone = new LinkedBlockingQueue<>();

  @Test
  void aPortThatRefusesWithoutAnyStreamLeftIsEvidence() throws Exception {
    InetSocketAddress address = portThatRefuses();
    try (EndedPeers peers = new EndedPeers(_ -> address, _ -> false, gone::add)) {
      peers.suspect(PEER);
      assertThat(gone.poll(10, TimeUnit.SECONDS)).isEqualTo(PEER);
    }
  }

  @Test
  void aPortThatAcceptsIsNoEvidence() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
      assertThatNothingIsTold(address, new AtomicInteger(), false);
    }
  }

  @Test
  void aPeerThatHasAStreamOpenIsNotGoneThoughItsPortRefuses() throws Exception {
    assertThatNothingIsTold(portThatRefuses(), new AtomicInteger(), true);
  }

  @Test
  void streamsThatEndALittleLaterAreWaitedFor() throws Exception {
    InetSocketAddress address = portThatRefuses();
    AtomicInteger asked = new AtomicInteger();
    try (EndedPeers peers =
        new EndedPeers(_ -> address, _ -> asked.incrementAndGet() < 3, gone::add)) {
      peers.suspect(PEER);
      assertThat(gone.poll(10, TimeUnit.SECONDS)).isEqualTo(PEER);
    }
  }

  /** Looks until it gives up. */
  private void assertThatNothingIsTold(
      InetSocketAddress address, AtomicInteger asked, boolean hasStreams) throws Exception {
    try (EndedPeers peers =
        new EndedPeers(
            _ -> {
              asked.incrementAndGet();
              return address;
            },
            _ -> hasStreams,
            gone::add)) {
      peers.suspect(PEER);
      assertThat(gone.poll(1, TimeUnit.SECONDS)).isNull();
      assertThat(asked.get()).isGreaterThan(1);
    }
  }

  private static InetSocketAddress portThatRefuses() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }
  }
}
