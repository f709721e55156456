package dev.palisade.client;

import static dev.palisade.proto.kv.Operation.RequestCase.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpProxyTest {
  private final FakeNode one = FakeNode.leading(new FakeStore());
  private final FakeNode two = FakeNode.leading(new FakeStore());
  private final List<String> askedFor = new CopyOnWriteArrayList<>();
  private final ServerSocket proxy;

  HttpProxyTest() throws IOException {
    proxy = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    start(
        () -> {
          while (true) {
            Socket client = proxy.accept();
            start(() -> lead(client));
          }
        });
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException ended) {
                // One side closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void lead(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      request.append((char) next);
    }
    String target = request.toString().split(" ")[1];
    askedFor.add(target);
    int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
    Socket node = new Socket("127.0.0.1", port);
    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    start(() -> node.getInputStream().transferTo(client.getOutputStream()));
    in.transferTo(node.getOutputStream());
    node.close();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    one.close();
    two.close();
  }

  @Test
  void everyConnectionLeadsThroughTheProxyThatIsGiven() {
    one.follow(operation -> Scripts.notLeader(operation, two.endpoint(), 7));
    try (PalisadeClient client =
        PalisadeClient.builder()
            .endpoints(one.endpoint())
            .httpProxy("127.0.0.1:" + proxy.getLocalPort())
            .build()) {
      client.put("k", "v");
    }
    assertThat(two.received(PUT)).hasSize(1);
    assertThat(askedFor).contains(one.endpoint(), two.endpoint());
  }

  @Test
  void aProxyThatIsNoHostAndPortIsRefused() {
    assertThatThrownBy(() -> PalisadeClient.builder().httpProxy("nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
  }
}
