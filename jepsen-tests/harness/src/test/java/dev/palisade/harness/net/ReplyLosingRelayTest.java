package dev.palisade.harness.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplyLosingRelayTest {
  private static final int GREETINGS = 4;

  private final ServerSocket node;
  private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();

  ReplyLosingRelayTest() throws IOException {
    node = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("node").start(this::answer);
  }

  /** Answers each byte with the same. */
  private void answer() {
    try {
      while (true) {
        Socket client = node.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void answer(Socket client) {
    try (client) {
      for (int each = client.getInputStream().read();
          each >= 0;
          each = client.getInputStream().read()) {
        received.add(each);
        client.getOutputStream().write(each);
      }
    } catch (IOException reset) {
      // Which is what some tests are about.
    }
  }

  @AfterEach
  void close() throws IOException {
    node.close();
  }

  private Socket dial(ReplyLosingRelay relay) throws IOException {
    Socket client = new Socket(relay.address().host(), relay.address().port());
    client.setSoTimeout(10_000);
    String request = "CONNECT 127.0.0.1:" + node.getLocalPort() + " HTTP/1.1\r\n\r\n";
    client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new DataInputStream(client.getInputStream()).readNBytes(19);
    assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
    return client;
  }

  private static int ask(Socket client, int question) throws IOException {
    client.getOutputStream().write(question);
    return client.getInputStream().read();
  }

  @Test
  void whatIsLostIsTheReplyAndNotTheRequest() throws Exception {
    try (ReplyLosingRelay relay = ReplyLosingRelay.open(1, new SplittableRandom(1));
        Socket client = dial(relay)) {
      for (int greeting = 1; greeting <= GREETINGS; greeting++) {
        assertThat(ask(client, greeting)).isEqualTo(greeting);
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(greeting);
      }
      assertThatThrownBy(() -> ask(client, 77)).hasMessageContaining("reset");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(77);
      assertThat(relay.lost()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionAfterALossIsServedAgain() throws Exception {
    try (ReplyLosingRelay relay = ReplyLosingRelay.open(1, new SplittableRandom(2))) {
      for (int connection : List.of(1, 2)) {
        try (Socket client = dial(relay)) {
          for (int greeting = 1; greeting <= GREETINGS; greeting++) {
            assertThat(ask(client, greeting)).isEqualTo(greeting);
          }
          assertThatThrownBy(() -> ask(client, 77)).hasMessageContaining("reset");
          assertThat(relay.lost()).isEqualTo(connection);
        }
      }
    }
  }

  @Test
  void closingResetsWhatIsOpen() throws Exception {
    ReplyLosingRelay relay = ReplyLosingRelay.open(1_000_000, new SplittableRandom(3));
    try (Socket client = dial(relay)) {
      assertThat(ask(client, 5)).isEqualTo(5);
      relay.close();
      assertThatThrownBy(() -> ask(client, 6)).isInstanceOf(IOException.class);
    }
  }
}
