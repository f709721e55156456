package dev.palisade.harness.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP proxy for what one node dials (RFC 9110, CONNECT): leads each connection to the fault
 * proxy between that node and the one that is asked for. Thread-safe.
 */
final class ConnectRelay {
  private static final int MAX_REQUEST_BYTES = 4096;
  private static final int REQUEST_MILLIS = 5_000;

  private final ServerSocket socket;
  private final Map<String, Proxy> targets;

  /**
   * @param targets by what a node asks for, as {@code 127.0.0.1:21000}
   */
  ConnectRelay(ServerSocket socket, Map<String, Proxy> targets) {
    this.socket = socket;
    this.targets = Map.copyOf(targets);
    Thread.ofVirtual().name("relay-" + port()).start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket dialler = socket.accept();
        Thread.ofVirtual().name("relay").start(() -> lead(dialler));
      } catch (IOException e) {
        // Closed, or the dialler was gone before it was accepted.
      }
    }
  }

  private void lead(Socket dialler) {
    try {
      dialler.setSoTimeout(REQUEST_MILLIS);
      String[] words = request(dialler.getInputStream()).split(" ", 3);
      Proxy target = words.length == 3 && words[0].equals("CONNECT") ? targets.get(words[1]) : null;
      String answer = target == null ? "404 Not Found" : "200 OK";
      dialler
          .getOutputStream()
          .write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      if (target != null) {
        dialler.setSoTimeout(0);
        target.carry(dialler);
        return;
      }
    } catch (IOException broken) {
      // It will dial again.
    }
    close(dialler);
  }

  /**
   * What a client of a proxy asks for.
   *
   * @throws IOException if it asks for something else than a connection
   */
  static InetSocketAddress target(InputStream in) throws IOException {
    String[] words = request(in).split(" ", 3);
    int colon = words.length == 3 ? words[1].lastIndexOf(':') : -1;
    if (colon < 0 || !words[0].equals("CONNECT")) {
      throw new IOException("not asked for a connection, but " + words[0]);
    }
    return new InetSocketAddress(
        words[1].substring(0, colon), Integer.parseInt(words[1].substring(colon + 1)));
  }

  /** Byte by byte: what follows the request is not for us. */
  private static String request(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || text.length() == MAX_REQUEST_BYTES) {
        throw new IOException("no request");
      }
      text.append((char) next);
    }
    return text.toString();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closedAlready) {
      // Closed is what it was to be.
    }
  }

  void close() {
    FreePorts.close(socket);
  }
}
