package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventLoopsTest {
  private static final long BUSY_MILLIS = 300;

  @Test
  void whenTheyHaveEndedThePortsOfClosedServersAreFree() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    int port = LoopbackPorts.next();
    Channel server = listen(loops, port);
    CountDownLatch free = new CountDownLatch(1);
    server
        .eventLoop()
        .execute(
            () -> {
              server.close();
              awaitUninterruptibly(free); // As a loop does that gets no core.
            });
    assertThat(server.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> bind(port))
        .as("closed, and not yet gone")
        .isInstanceOf(IOException.class);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(BUSY_MILLIS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              free.countDown();
            });
    EventLoops.end(loops);
    bind(port);
  }

  private static Channel listen(EventLoopGroup loops, int port) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel accepted) {}
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .syncUninterruptibly()
        .channel();
  }

  private static void bind(int port) throws IOException {
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
