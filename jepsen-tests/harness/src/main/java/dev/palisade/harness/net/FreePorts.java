package dev.palisade.harness.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A range of TCP ports of the loopback address that one run has for itself. Whoever listens on its
 * first port owns it, and the operating system ends that with the process: the port of a node that
 * is down looks free, and a node of another run that took it would be told what is meant for this
 * one.
 *
 * <p>All are below the range from which operating systems take ports for outgoing connections:
 * otherwise, while a node is down, a peer's attempt to reach it may be given the node's own port
 * and keep it from coming back. Not thread-safe.
 */
final class FreePorts implements AutoCloseable {
  private static final int FROM = 20_000;
  private static final int RANGE = 150;
  private static final int RANGES = 80;
  private static final int BACKLOG = 128;

  private final ServerSocket owner;
  private final int toExclusive;
  private int next;

  private FreePorts(ServerSocket owner) {
    this.owner = owner;
    this.next = owner.getLocalPort() + 1;
    this.toExclusive = owner.getLocalPort() + RANGE;
  }

  /**
   * Takes a range that nobody has.
   *
   * @param dice where to begin to look
   * @throws NetException when all are taken
   */
  static FreePorts claim(RandomGenerator dice) {
    int first = dice.nextInt(RANGES);
    for (int tried = 0; tried < RANGES; tried++) {
      try {
        return new FreePorts(open(FROM + (first + tried) % RANGES * RANGE));
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new NetException(
        "found no free range of ports from %d to %d; other runs have them all"
            .formatted(FROM, FROM + RANGES * RANGE - 1));
  }

  private static ServerSocket open(int port) throws IOException {
    return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
  }

  /**
   * Sockets that listen on different ports of the range; the caller closes them.
   *
   * @throws NetException when there are not that many free ports left
   */
  List<ServerSocket> listen(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    while (sockets.size() < count && next < toExclusive) {
      try {
        sockets.add(open(next));
      } catch (IOException taken) {
        // By something that knows no ranges.
      }
      next++;
    }
    if (sockets.size() < count) {
      sockets.forEach(FreePorts::close);
      throw new NetException(
          "found no %d free ports from %d to %d"
              .formatted(count, owner.getLocalPort() + 1, toExclusive - 1));
    }
    return sockets;
  }

  /** Ports of the range that were free a moment ago, and are given to nobody else. */
  List<Integer> choose(int count) {
    List<ServerSocket> sockets = listen(count);
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    sockets.forEach(FreePorts::close);
    return ports;
  }

  /** Gives the range back; what listens on it goes on. */
  @Override
  public void close() {
    close(owner);
  }

  static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new NetException("could not close " + socket, e);
    }
  }
}
