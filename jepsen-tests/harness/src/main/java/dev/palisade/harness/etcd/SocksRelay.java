package dev.palisade.harness.etcd;

import dev.palisade.harness.net.Address;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Leads each connection that one node dials to where that node has to dial: a SOCKS 5 server on the
 * loopback address that knows a few names and nothing else. For systems whose nodes must all be
 * given the same address of a peer, while here each pair has a proxy of its own. Thread-safe.
 */
final class SocksRelay implements AutoCloseable {
  private static final int VERSION = 5;
  private static final int CONNECT = 1;
  private static final int DOMAIN_NAME = 3;
  private static final int UNREACHABLE = 4;
  private static final int BUFFER_BYTES = 16 * 1024;

  private final ServerSocket socket;
  private final Map<String, Address> names;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Listens from now on.
   *
   * @param names what may be dialled, and where that is
   */
  SocksRelay(Map<String, Address> names) throws IOException {
    this.names = Map.copyOf(names);
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("socks-" + port()).start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket dialler = socket.accept();
        open.add(dialler);
        Thread.ofVirtual().name("relay").start(() -> serve(dialler));
      } catch (IOException e) {
        // Closed, or the dialler was gone before it was accepted.
      }
    }
    closeAll();
  }

  private void serve(Socket dialler) {
    try (dialler;
        Socket target = new Socket()) {
      open.add(target);
      dialler.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      if (!socket.isClosed() && handshake(dialler, target)) {
        carry(dialler, target);
      }
      open.remove(target);
    } catch (IOException | InterruptedException broken) {
      // Closed on both sides, which is all that either can be told.
    } finally {
      open.remove(dialler);
    }
  }

  /** RFC 1928: no authentication, CONNECT to a name. */
  private boolean handshake(Socket dialler, Socket target) throws IOException {
    DataInputStream in = new DataInputStream(dialler.getInputStream());
    OutputStream out = dialler.getOutputStream();
    if (in.read() != VERSION) {
      return false;
    }
    in.readFully(new byte[in.readUnsignedByte()]);
    out.write(new byte[] {VERSION, 0});
    byte[] request = new byte[4];
    in.readFully(request);
    if (request[1] != CONNECT || request[3] != DOMAIN_NAME) {
      return false;
    }
    byte[] name = new byte[in.readUnsignedByte()];
    in.readFully(name);
    in.readUnsignedShort(); // The port; the name says it all.
    Address address = names.get(new String(name, StandardCharsets.US_ASCII));
    byte[] answer = {VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    try {
      if (address == null) {
        throw new IOException("unknown name");
      }
      target.connect(new java.net.InetSocketAddress(address.host(), address.port()));
    } catch (IOException refused) {
      answer[1] = UNREACHABLE;
      out.write(answer);
      return false;
    }
    out.write(answer);
    return true;
  }

  private static void carry(Socket dialler, Socket target)
      throws IOException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread.ofVirtual().name("relay-answers").start(() -> pump(target, dialler, over));
    Thread.ofVirtual().name("relay-calls").start(() -> pump(dialler, target, over));
    over.await();
    // One direction is over, and so is the connection: what these carry is never half closed.
    dialler.close();
    target.close();
  }

  private static void pump(Socket from, Socket to, CountDownLatch over) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException closed) {
      // Which is how it ends.
    } finally {
      over.countDown();
    }
  }

  private void closeAll() {
    for (Socket each : open) {
      try {
        each.close();
      } catch (IOException closedAlready) {
        // Closed is what it was to be.
      }
    }
  }

  /** Ends all connections. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException closedAlready) {
      // Closed is what it was to be.
    }
    closeAll();
  }
}
