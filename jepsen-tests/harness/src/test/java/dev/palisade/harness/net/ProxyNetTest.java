package dev.palisade.harness.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyNetTest {
  /** Long enough for bytes that come at all, on a busy machine. */
  private static final int PATIENCE_MILLIS = 20_000;

  /** Bytes that do not come are waited for so long. */
  private static final int SILENCE_MILLIS = 300;

  private static final Link THERE = new Link(1, 2);

  private final ProxyNet net = ProxyNet.open(2, new SplittableRandom(System.nanoTime()));
  private ServerSocket second = unbound();
  private Socket dialler = new Socket();
  private Socket accepted = new Socket();

  private static ServerSocket unbound() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void connect() throws IOException {
    second = new ServerSocket();
    second.bind(socketAddress(net.peerBind(2)));
    dialler = dial();
    accepted = second.accept();
    // Accepted by the target is not yet known to the proxy: a byte that came through says so.
    send(dialler, 0);
    assertThat(receive(accepted)).isZero();
  }

  @AfterEach
  void close() throws IOException {
    dialler.close();
    accepted.close();
    second.close();
    net.close();
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(socketAddress(net.peerDial(1, 2)));
    return socket;
  }

  private static InetSocketAddress socketAddress(Address address) {
    return new InetSocketAddress(address.host(), address.port());
  }

  private static void send(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
  }

  private static int receive(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket.getInputStream().read();
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aCutOfOneDirectionLeavesTheOtherRunning() throws IOException {
    Net.Hold cut = net.trouble(List.of(THERE), new Trouble.Cut());
    send(dialler, 1);
    assertSilent(accepted);
    send(accepted, 2);
    assertThat(receive(dialler)).isEqualTo(2);
    cut.off();
    assertThat(receive(accepted)).isEqualTo(1);
  }

  @Test
  void aNewConnectionOverACutIsSilentUntilItIsHealed() throws IOException {
    Net.Hold cut = net.trouble(List.of(THERE.reversed()), new Trouble.Cut());
    try (Socket another = dial()) {
      send(another, 3);
      second.setSoTimeout(SILENCE_MILLIS);
      assertThatThrownBy(second::accept).isInstanceOf(SocketTimeoutException.class);
      cut.off();
      second.setSoTimeout(PATIENCE_MILLIS);
      try (Socket late = second.accept()) {
        assertThat(receive(late)).isEqualTo(3);
      }
    }
  }

  @Test
  void troublesOfOneLinkAreTakenOffOneByOne() throws IOException {
    Net.Hold first = net.trouble(List.of(THERE), new Trouble.Cut());
    Net.Hold again = net.trouble(List.of(THERE), new Trouble.Cut());
    first.off();
    first.off();
    send(dialler, 4);
    assertSilent(accepted);
    again.off();
    assertThat(receive(accepted)).isEqualTo(4);
  }

  @Test
  void throughTheRelayOfANodeItsOwnLinksAreTaken() throws IOException {
    Address relay = net.relay(1).orElseThrow();
    try (Socket led = new Socket()) {
      led.connect(socketAddress(relay));
      led.getOutputStream()
          .write(
              "CONNECT %s HTTP/1.1\r\nhost: x\r\n\r\n"
                  .formatted(net.peerBind(2))
                  .getBytes(StandardCharsets.US_ASCII));
      led.setSoTimeout(PATIENCE_MILLIS);
      String answer = "HTTP/1.1 200 OK\r\n\r\n";
      assertThat(led.getInputStream().readNBytes(answer.length())).asString().isEqualTo(answer);
      try (Socket end = second.accept()) {
        Net.Hold cut = net.trouble(List.of(THERE), new Trouble.Cut());
        send(led, 11);
        assertSilent(end);
        cut.off();
        assertThat(receive(end)).isEqualTo(11);
        net.reset(List.of(THERE));
        assertThatThrownBy(() -> receive(led)).isInstanceOf(IOException.class);
      }
    }
    try (Socket lost = new Socket()) {
      lost.connect(socketAddress(relay));
      lost.getOutputStream()
          .write("CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      lost.setSoTimeout(PATIENCE_MILLIS);
      assertThat(lost.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void aResetIsFeltAtBothEnds() {
    assertThat(net.reset(List.of(THERE))).isTrue();
    assertThatThrownBy(() -> receive(dialler)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> receive(accepted)).isInstanceOf(IOException.class);
  }

  @Test
  void halfOpenIsKnownToTheAcceptingEndOnly() throws IOException {
    Net.Hold hold = net.halfOpen(List.of(THERE)).orElseThrow();
    assertThatThrownBy(() -> receive(accepted)).isInstanceOf(IOException.class);
    send(dialler, 5);
    assertSilent(dialler);
    try (Socket another = dial();
        Socket fresh = second.accept()) {
      send(another, 6);
      assertThat(receive(fresh)).isEqualTo(6);
    }
    hold.off();
    assertThatThrownBy(() -> receive(dialler)).isInstanceOf(IOException.class);
  }

  @Test
  void whatTheAcceptingEndDoesNotKnowYetItDoesNotForget() throws IOException {
    Net.Hold cut = net.trouble(List.of(THERE), new Trouble.Cut());
    try (Socket waiting = dial()) {
      send(waiting, 7);
      second.setSoTimeout(SILENCE_MILLIS);
      assertThatThrownBy(second::accept).isInstanceOf(SocketTimeoutException.class);
      Net.Hold hold = net.halfOpen(List.of(THERE)).orElseThrow();
      cut.off();
      second.setSoTimeout(PATIENCE_MILLIS);
      try (Socket late = second.accept()) {
        assertThat(receive(late)).isEqualTo(7);
        hold.off();
        send(late, 8);
        assertThat(receive(waiting)).isEqualTo(8);
      }
    }
  }

  @Test
  void aDelayMakesLateButDoesNotLimitWhatIsOnItsWay() throws IOException {
    Net.Hold slow = net.trouble(List.of(THERE), new Trouble.Delay(300, 0));
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      send(dialler, i);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(receive(accepted)).isEqualTo(i);
    }
    // One after the other they would take six seconds.
    assertThat(millisSince(began)).isBetween(299L, 5_500L);
    slow.off();
  }

  @Test
  void lossLosesNothingButCostsTime() throws IOException {
    net.trouble(List.of(THERE), new Trouble.Loss(0.5));
    long began = System.nanoTime();
    int sent = 0;
    while (sent < 50 && millisSince(began) < 190) {
      send(dialler, sent);
      assertThat(receive(accepted)).isEqualTo(sent);
      sent++;
    }
    assertThat(millisSince(began)).isGreaterThanOrEqualTo(190);
  }

  @Test
  void bandwidthIsABound() throws IOException {
    net.trouble(List.of(THERE), new Trouble.Bandwidth(20_000));
    long began = System.nanoTime();
    dialler.getOutputStream().write(new byte[20_000]);
    accepted.setSoTimeout(PATIENCE_MILLIS);
    assertThat(accepted.getInputStream().readNBytes(20_000)).hasSize(20_000);
    assertThat(millisSince(began)).isBetween(900L, 10_000L);
  }

  @Test
  void closedItEndsItsConnectionsAndAcceptsNoOthers() {
    net.close();
    assertThatThrownBy(() -> receive(dialler)).isInstanceOf(IOException.class);
    await("nothing listens")
        .atMost(Duration.ofMillis(PATIENCE_MILLIS))
        .untilAsserted(
            () -> assertThatThrownBy(() -> dial().close()).isInstanceOf(IOException.class));
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
