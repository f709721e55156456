package dev.palisade.kv.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which connections of clients are closed, over real sockets and with times that are told. */
@Timeout(60)
class ClientConnectionsTest {
  private static final int MOST = 2;

  private final ClientConnections connections = new ClientConnections(MOST);
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<SocketAddress> opened = new LinkedBlockingQueue<>();
  private final BlockingQueue<SocketAddress> ended = new LinkedBlockingQueue<>();
  private int port;

  @ChannelHandler.Sharable
  private final class Noting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      opened.add(context.channel().remoteAddress());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      ended.add(context.channel().remoteAddress());
    }
  }

  @BeforeEach
  void listen() throws InterruptedException {
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(connections::listen)
            .childHandler(new Noting())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    port = ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aConnectionBeyondTheBoundIsClosedAndOneMoreIsTakenWhenAnotherEnds() throws Exception {
    try (Socket first = connect();
        Socket second = connect()) {
      opened.take();
      opened.take();
      try (Socket third = connect()) {
        assertThat(isEnded(third)).isTrue();
      }
      assertThat(connections.count()).isEqualTo(MOST);
      first.close();
      ended.take();
      try (Socket fourth = connect()) {
        assertThat(opened.take()).isEqualTo(fourth.getLocalSocketAddress());
      }
      assertThat(second.isConnected()).isTrue();
    }
  }

  @Test
  void aConnectionThatTakesNothingIsClosedAfterFifteenSeconds() throws Exception {
    try (Socket deaf = connect();
        Socket idle = connect()) {
      opened.take();
      opened.take();
      long now = System.nanoTime();
      ClientConnection held = connections.of(deaf.getLocalSocketAddress());
      held.hold(1_000_000);
      connections.look(now);
      connections.look(now + TimeUnit.SECONDS.toNanos(14));
      assertThat(ended).isEmpty();
      connections.look(now + TimeUnit.SECONDS.toNanos(17));
      assertThat(ended.take()).isEqualTo(deaf.getLocalSocketAddress());
      assertThat(connections.of(idle.getLocalSocketAddress()).allBytes()).isZero();
      assertThat(ended).isEmpty();
    }
  }

  @Test
  void aConnectionThatTakesItsAnswersSlowlyStaysOpen() throws Exception {
    try (Socket slow = connect()) {
      opened.take();
      long now = System.nanoTime();
      ClientConnection held = connections.of(slow.getLocalSocketAddress());
      held.hold(10_000_000);
      for (int seconds = 0; seconds < 120; seconds += 10) {
        held.wrote(20_000);
        connections.look(now + TimeUnit.SECONDS.toNanos(seconds));
      }
      assertThat(ended).isEmpty();
    }
  }

  @Test
  void halvesOfMessagesBeyondTheirMemoryCloseTheConnectionThatHoldsMost() throws Exception {
    PartialMessages partial = new PartialMessages(connections, 1_000);
    try (Socket greedy = connect();
        Socket modest = connect()) {
      opened.take();
      opened.take();
      ServerStreamTracer small = stream(partial, modest);
      ServerStreamTracer large = stream(partial, greedy);
      small.inboundWireSize(300);
      large.inboundWireSize(700);
      assertThat(partial.heldBytes()).isEqualTo(1_000);
      assertThat(ended).isEmpty();
      small.inboundWireSize(100);
      assertThat(ended.take()).isEqualTo(greedy.getLocalSocketAddress());
      large.streamClosed(Status.CANCELLED);
      small.inboundMessageRead(0, 400, 400);
      assertThat(partial.heldBytes()).as("what was read or ended is given back").isZero();
    }
  }

  @Test
  void answersBeyondTwiceItsShareCloseAConnection() throws Exception {
    AnswerMemory memory = new AnswerMemory(4_000, connections);
    try (Socket greedy = connect()) {
      opened.take();
      ClientConnection connection = connections.of(greedy.getLocalSocketAddress());
      assertThat(memory.hasRoom(connection, false)).isTrue();
      memory.hold(connection, 1_000);
      assertThat(memory.hasRoom(connection, true)).as("its share is a quarter").isFalse();
      memory.hold(connection, 1_000);
      assertThat(ended).isEmpty();
      memory.hold(connection, 1);
      assertThat(ended.take()).isEqualTo(greedy.getLocalSocketAddress());
      memory.release(connection, 2_001);
      assertThat(memory.heldBytes()).isZero();
    }
  }

  @Test
  void largeAnswersLeaveAQuarterOfTheMemoryToSmallOnes() {
    AnswerMemory memory = new AnswerMemory(4_000, connections);
    for (int i = 0; i < 3; i++) {
      memory.hold(new ClientConnection(null, 0), 1_000);
    }
    ClientConnection another = new ClientConnection(null, 0);
    assertThat(memory.hasRoom(another, false)).isFalse();
    assertThat(memory.hasRoom(another, true)).isTrue();
  }

  private static ServerStreamTracer stream(PartialMessages partial, Socket of) {
    ServerStreamTracer tracer = partial.newServerStreamTracer("any", new Metadata());
    tracer.serverCallStarted(
        new ServerStreamTracer.ServerCallInfo<Object, Object>() {
          @Override
          public MethodDescriptor<Object, Object> getMethodDescriptor() {
            throw new UnsupportedOperationException("the method does not matter");
          }

          @Override
          public Attributes getAttributes() {
            return Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, of.getLocalSocketAddress())
                .build();
          }

          @Override
          public String getAuthority() {
            return "any";
          }
        });
    return tracer;
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static boolean isEnded(Socket socket) {
    try {
      return socket.getInputStream().read() == -1;
    } catch (IOException reset) {
      return true;
    }
  }
}
