package dev.palisade.raft.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback address for servers that tests stop and start again. All lie below the
 * range from which operating systems take ports for outgoing connections: a port that was asked for
 * with 0 is one of those, and while its server is down any connection may be given it and keep the
 * server from coming back. No port is given twice in a process. Thread-safe.
 */
public final class LoopbackPorts {
  private static final int FROM = 12_000;
  private static final int COUNT = 8_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private LoopbackPorts() {}

  /**
   * A port that was free a moment ago.
   *
   * @throws IOException when there is none
   */
  public static int next() throws IOException {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FROM + NEXT.getAndIncrement() % COUNT;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FROM + " to " + (FROM + COUNT - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
