package dev.palisade.harness.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * An HTTP proxy for one client (RFC 9110, CONNECT) that loses replies: what the client sends
 * arrives, but now and then the connection is reset in place of handing over what the node answers.
 * Thread-safe.
 */
public final class ReplyLosingRelay implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int PIECE_BYTES = 64 << 10;
  private static final int BACKLOG = 16;

  /** What a node says before it has been asked anything: lost, it would only delay the first. */
  private static final int GREETINGS = 4;

  private final ServerSocket socket;
  private final RandomGenerator dice;
  private final int oneIn;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong lost = new AtomicLong();

  private ReplyLosingRelay(ServerSocket socket, int oneIn, RandomGenerator dice) {
    this.socket = socket;
    this.oneIn = oneIn;
    this.dice = dice;
  }

  /**
   * Listens on the loopback address.
   *
   * @param oneIn of so many pieces that come back one is lost, on the average; at least 1
   * @param dice decide which; used by this relay alone
   */
  public static ReplyLosingRelay open(int oneIn, RandomGenerator dice) {
    ServerSocket listening = listen();
    ReplyLosingRelay relay = new ReplyLosingRelay(listening, oneIn, dice);
    Thread.ofVirtual().name("reply-losing-relay").start(relay::accept);
    return relay;
  }

  /** On any port: it listens for as long as anybody knows of it. */
  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new NetException("could not listen on the loopback address", e);
    }
  }

  /** What the client has to be given as its HTTP proxy. */
  public Address address() {
    return new Address(InetAddress.getLoopbackAddress().getHostAddress(), socket.getLocalPort());
  }

  /** How often it has reset a connection with something on its way back. */
  public long lost() {
    return lost.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().name("lead").start(() -> lead(client));
      } catch (IOException e) {
        // Closed, or the client was gone before it was accepted.
      }
    }
  }

  private void lead(Socket client) {
    Socket node = new Socket();
    open.add(client);
    open.add(node);
    if (socket.isClosed()) {
      reset(client, node);
      return;
    }
    try {
      client.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      node.connect(ConnectRelay.target(client.getInputStream()), CONNECT_MILLIS);
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().name("answers").start(() -> answers(node, client));
      carry(client, node);
    } catch (IOException broken) {
      // The client will dial again.
    }
    if (socket.isClosed() || client.isClosed() || !node.isConnected()) {
      reset(client, node);
    }
  }

  private static void carry(Socket client, Socket node) throws IOException {
    client.getInputStream().transferTo(node.getOutputStream());
    node.shutdownOutput();
  }

  private void answers(Socket node, Socket client) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      InputStream in = node.getInputStream();
      OutputStream out = client.getOutputStream();
      int pieces = 0;
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (++pieces > GREETINGS && isLost()) {
          lost.incrementAndGet();
          break;
        }
        out.write(piece, 0, count);
      }
    } catch (IOException broken) {
      // Either side ended it.
    }
    reset(client, node);
  }

  private boolean isLost() {
    synchronized (dice) {
      return dice.nextInt(oneIn) == 0;
    }
  }

  private void reset(Socket client, Socket node) {
    ProxiedConnection.close(client, true);
    ProxiedConnection.close(node, true);
    open.remove(client);
    open.remove(node);
  }

  /** Resets all connections and takes no more; again does nothing. */
  @Override
  public void close() {
    FreePorts.close(socket);
    open.forEach(each -> ProxiedConnection.close(each, true));
  }
}
