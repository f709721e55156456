package dev.palisade.harness.hostile;

import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.net.Address;
import dev.palisade.proto.kv.FencesGrpc;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.SessionsGrpc;
import dev.palisade.proto.kv.SnapshotsGrpc;
import dev.palisade.proto.raft.PeerGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Bytes that are not HTTP/2, and messages that are not what their method takes. */
final class Garbage implements Round {
  private static final List<ServiceDescriptor> FOR_CLIENTS =
      List.of(
          KvGrpc.getServiceDescriptor(),
          FencesGrpc.getServiceDescriptor(),
          SessionsGrpc.getServiceDescriptor(),
          NodeGrpc.getServiceDescriptor(),
          SnapshotsGrpc.getServiceDescriptor());
  private static final int TIMES = 20;
  private static final int CONNECTIONS = 30;
  private static final int CONNECT_MILLIS = 1_000;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    NodePlan node = victims.nodes().get(dice.nextInt(victims.nodes().size()));
    ManagedChannel channel = victims.connect(node.client());
    for (ServiceDescriptor service : FOR_CLIENTS) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        send(channel, method, dice);
      }
    }
    ManagedChannel peers = victims.connect(node.peerBind());
    for (MethodDescriptor<?, ?> method : PeerGrpc.getServiceDescriptor().getMethods()) {
      send(peers, method, dice);
    }
    victims.hangUp();
    for (int i = 0; i < CONNECTIONS && !Thread.currentThread().isInterrupted(); i++) {
      write(i % 2 == 0 ? node.client() : node.peerBind(), dice);
    }
  }

  private static void send(
      ManagedChannel channel, MethodDescriptor<?, ?> method, RandomGenerator dice)
      throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(TIMES);
    for (int i = 0; i < TIMES; i++) {
      byte[] junk = new byte[dice.nextInt(1, 300)];
      dice.nextBytes(junk);
      junk[0] = (byte) 0x0a; // A first field that claims a length, more often than not a wrong one.
      Victims.send(channel, method, junk, ended);
    }
    ended.await(1, TimeUnit.SECONDS);
  }

  private static void write(Address to, RandomGenerator dice) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_MILLIS);
      OutputStream out = socket.getOutputStream();
      if (dice.nextBoolean()) {
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      }
      byte[] junk = new byte[dice.nextInt(1, 20_000)];
      dice.nextBytes(junk);
      out.write(junk);
      out.flush();
    } catch (IOException hungUp) {
      // The node closed the connection, as it should.
    }
  }
}
