package dev.palisade.harness.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Connections that {@code ss -K} ends. A kernel that was built without that leaves them as they are
 * and says nothing, so it is tried once on a connection of this process with itself.
 */
final class EndedConnection {
  private static final int PATIENCE_MILLIS = 300;

  private EndedConnection() {}

  /** Tried when it is first asked for. */
  private static final class Tried {
    private static final Optional<String> WHY_NOT = whyNot(EndedConnection::end);
  }

  /** Why connections cannot be ended here; empty when they can. */
  static Optional<String> whyNotHere() {
    return Tried.WHY_NOT;
  }

  /** Ends the connection from one of our ports to another. */
  interface Ending {
    void end(int from, int to);
  }

  /** The command that ends the connections that a filter of {@code ss} matches, and lists them. */
  static List<String> command(String filter) {
    List<String> line = new ArrayList<>(List.of("ss", "-K", "-H", "-t", "-n"));
    line.addAll(List.of(filter.split(" ", -1)));
    return line;
  }

  private static void end(int from, int to) {
    Commands.run(command("sport = :" + from + " dport = :" + to), "");
  }

  static Optional<String> whyNot(Ending ending) {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket dialled = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket accepted = listening.accept()) {
      ending.end(dialled.getLocalPort(), listening.getLocalPort());
      return isOpen(accepted)
          ? Optional.of(
              "this kernel does not end connections (it lacks CONFIG_INET_DIAG_DESTROY); use --net"
                  + " proxy")
          : Optional.empty();
    } catch (NetException | IOException e) {
      return Optional.of("connections cannot be ended: " + e.getMessage() + "; use --net proxy");
    }
  }

  private static boolean isOpen(Socket accepted) throws IOException {
    accepted.setSoTimeout(PATIENCE_MILLIS);
    try {
      return accepted.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException ended) {
      return false;
    }
  }
}
