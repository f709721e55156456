package dev.palisade.harness.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Free TCP ports of the loopback address, below the range from which operating systems take ports
 * for outgoing connections: otherwise, while a node is down, a peer's attempt to reach it may be
 * given the node's own port and keep it from coming back.
 */
final class FreePorts {
  private static final int FROM = 20_000;
  private static final int TO_EXCLUSIVE = 32_000;
  private static final int BACKLOG = 128;

  private FreePorts() {}

  /**
   * Sockets that listen on different ports; the caller closes them.
   *
   * @throws NetException when there are not that many free ports
   */
  static List<ServerSocket> listen(int count, RandomGenerator dice) {
    List<ServerSocket> sockets = new ArrayList<>();
    int port = dice.nextInt(FROM, TO_EXCLUSIVE);
    for (int tried = 0; tried < TO_EXCLUSIVE - FROM && sockets.size() < count; tried++) {
      try {
        sockets.add(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
      } catch (IOException taken) {
        // The next one, then.
      }
      port = port + 1 == TO_EXCLUSIVE ? FROM : port + 1;
    }
    if (sockets.size() < count) {
      sockets.forEach(FreePorts::close);
      throw new NetException(
          "found no " + count + " free ports from " + FROM + " to " + (TO_EXCLUSIVE - 1));
    }
    return sockets;
  }

  /** Ports that were free a moment ago. */
  static List<Integer> choose(int count, RandomGenerator dice) {
    List<ServerSocket> sockets = listen(count, dice);
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    sockets.forEach(FreePorts::close);
    return ports;
  }

  static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new NetException("could not close " + socket, e);
    }
  }
}
