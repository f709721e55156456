package dev.palisade.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Free TCP ports for servers on the loopback address. They lie below the range from which operating
 * systems take ports for outgoing connections: otherwise, while a node is down, a peer's attempt to
 * reach it may be given the node's own port and keep it from coming back.
 */
public final class FreePorts {
  private static final int FROM = 20_000;
  private static final int TO_EXCLUSIVE = 32_000;

  private FreePorts() {}

  /**
   * Different ports that were free a moment ago.
   *
   * @throws IOException when there are not that many
   */
  public static List<Integer> choose(int count, RandomGenerator random) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      int port = random.nextInt(FROM, TO_EXCLUSIVE);
      for (int tried = 0; tried < TO_EXCLUSIVE - FROM && held.size() < count; tried++) {
        ServerSocket socket = bindOrNull(port);
        if (socket != null) {
          held.add(socket);
        }
        port = port + 1 == TO_EXCLUSIVE ? FROM : port + 1;
      }
      if (held.size() < count) {
        throw new IOException(
            "found no " + count + " free ports from " + FROM + " to " + (TO_EXCLUSIVE - 1));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static @org.jspecify.annotations.Nullable ServerSocket bindOrNull(int port) {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (IOException taken) {
      return null;
    }
  }
}
