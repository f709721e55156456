package dev.palisade.harness.net;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between one node and one that it dials. Thread-safe. */
final class Proxy {
  private final ServerSocket socket;
  private final int targetPort;
  private final LinkState there;
  private final LinkState back;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

  Proxy(ServerSocket socket, int targetPort, LinkState there, LinkState back) {
    this.socket = socket;
    this.targetPort = targetPort;
    this.there = there;
    this.back = back;
    Thread.ofVirtual().name("proxy-" + socket.getLocalPort()).start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        carry(socket.accept());
      } catch (IOException e) {
        // Closed, or the dialler was gone before it was accepted.
      }
    }
  }

  /** Leads a connection to the target and returns at once. */
  void carry(Socket dialler) {
    ProxiedConnection connection = new ProxiedConnection(dialler, connections::remove);
    connections.add(connection);
    Thread.ofVirtual().name("carry").start(() -> connection.run(targetPort, there, back));
    if (socket.isClosed()) {
      connection.reset();
    }
  }

  /** Resets what it carries; says how many connections. */
  int reset() {
    List<ProxiedConnection> carried = List.copyOf(connections);
    carried.forEach(ProxiedConnection::reset);
    return carried.size();
  }

  /** Has the target forget what it knows of; returns those connections. */
  List<ProxiedConnection> forgetAtTarget() {
    return List.copyOf(connections).stream().filter(ProxiedConnection::forgetAtTarget).toList();
  }

  void close() {
    FreePorts.close(socket);
    reset();
  }
}
