package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that a peer's process has ended, by evidence: a link to it broke, no stream that it opened
 * is left, and its port refuses a new connection. When a process ends, however it ends, its
 * operating system does all three at once; so this is known within milliseconds. A process that
 * stands still, a machine without power and a link that is cut give no such sign, and only a
 * timeout finds them. A port may refuse for other reasons, so what is told is a hint. Thread-safe.
 */
final class EndedPeers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EndedPeers.class);

  /** Pauses between tries, in ms: connections and port of a process end one after the other. */
  private static final int[] PAUSES_MILLIS = {0, 3, 5, 10, 20, 40, 80};

  /** A port that neither accepts nor refuses for so long is evidence of nothing. */
  private static final int CONNECT_MILLIS = 250;

  private final Function<NodeId, @Nullable InetSocketAddress> addresses;
  private final Predicate<NodeId> hasStreams;
  private final Consumer<NodeId> gone;
  private final Set<NodeId> suspected = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param addresses where a peer listens; null when it is not a peer any more
   * @param hasStreams whether a peer has streams open to this node
   * @param gone hears of the evidence, on a thread of this
   */
  EndedPeers(
      Function<NodeId, @Nullable InetSocketAddress> addresses,
      Predicate<NodeId> hasStreams,
      Consumer<NodeId> gone) {
    this.addresses = addresses;
    this.hasStreams = hasStreams;
    this.gone = gone;
  }

  /** A link to this peer broke: looks for the rest of the evidence. Does not wait. */
  void suspect(NodeId peer) {
    if (!closed && suspected.add(peer)) {
      // Of its own: a name that does not resolve may take seconds, and a connection its timeout.
      Thread.ofVirtual().name("suspect-" + peer).start(() -> look(peer));
    }
  }

  private void look(NodeId peer) {
    try {
      for (int pause : PAUSES_MILLIS) {
        Thread.sleep(pause);
        InetSocketAddress address = addresses.apply(peer);
        if (closed || address == null) {
          return;
        }
        if (refuses(address) && !hasStreams.test(peer)) {
          LOG.info("the process of {} has ended: {} refuses connections", peer, address);
          gone.accept(peer);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      suspected.remove(peer);
    }
  }

  private static boolean refuses(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
      return false;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused");
    } catch (IOException e) {
      return false; // A timeout, or a host that cannot be reached: it may well run.
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
