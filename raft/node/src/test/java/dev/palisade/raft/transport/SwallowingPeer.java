package dev.palisade.raft.transport;

import dev.palisade.proto.raft.Hello;
import dev.palisade.proto.raft.PeerFrame;
import dev.palisade.proto.raft.PeerGrpc;
import dev.palisade.raft.NodeId;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A peer that greets, and then takes everything and says nothing. */
final class SwallowingPeer extends PeerGrpc.PeerImplBase implements AutoCloseable {
  private final Hello hello;
  private final Server server;
  private final AtomicInteger heartbeatStreams = new AtomicInteger();
  private final AtomicInteger openStreams = new AtomicInteger();
  private final AtomicInteger heartbeats = new AtomicInteger();

  private SwallowingPeer(Hello hello) throws IOException {
    this.hello = hello;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .directExecutor()
            .addService(this)
            .build()
            .start();
  }

  /** Listens on a port of its own, for one node that dials. */
  static SwallowingPeer of(long cluster, NodeId self, NodeId dialling) throws IOException {
    return new SwallowingPeer(
        Hello.newBuilder()
            .setProtocol(1)
            .setClusterId(cluster)
            .setFrom(self.value())
            .setTo(dialling.value())
            .build());
  }

  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", server.getPort());
  }

  /** Streams of heartbeats that were ever opened. */
  int heartbeatStreams() {
    return heartbeatStreams.get();
  }

  /** Streams of both kinds that are open. */
  int openStreams() {
    return openStreams.get();
  }

  int heartbeats() {
    return heartbeats.get();
  }

  @Override
  public StreamObserver<PeerFrame> replicate(StreamObserver<PeerFrame> answers) {
    return swallow(answers);
  }

  @Override
  public StreamObserver<PeerFrame> heartbeat(StreamObserver<PeerFrame> answers) {
    heartbeatStreams.incrementAndGet();
    return swallow(answers);
  }

  private StreamObserver<PeerFrame> swallow(StreamObserver<PeerFrame> answers) {
    openStreams.incrementAndGet();
    return new StreamObserver<>() {
      @Override
      public void onNext(PeerFrame frame) {
        if (frame.hasHello()) {
          answers.onNext(PeerFrame.newBuilder().setHello(hello).build());
        } else if (frame.hasHeartbeat()) {
          heartbeats.incrementAndGet();
        }
      }

      @Override
      public void onError(Throwable error) {
        openStreams.decrementAndGet();
      }

      @Override
      public void onCompleted() {
        openStreams.decrementAndGet();
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
