package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import java.util.ArrayDeque;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams that peers have open to this node, in bounded number: a few for each member, and a
 * few for all others together, those included that have not said who they are. Beyond, the oldest
 * gives way: a peer that lost its connection opens another before this node knows. Thread-safe.
 */
final class InboundStreams {
  /** Two, and those of connections that this node does not know to be lost. */
  private static final int MOST_OF_A_MEMBER = 8;

  private static final int MOST_OF_STRANGERS = 64;

  private final Predicate<NodeId> isMember;
  private final ArrayDeque<Runnable> ofStrangers = new ArrayDeque<>();
  private final TreeMap<NodeId, ArrayDeque<Runnable>> ofMembers = new TreeMap<>();

  InboundStreams(Predicate<NodeId> isMember) {
    this.isMember = isMember;
  }

  /**
   * A stream begins.
   *
   * @param close ends it; called without a lock of this, once at most
   */
  void opened(Runnable close) {
    makeRoom(add(ofStrangers, close, MOST_OF_STRANGERS));
  }

  /** It said who it is. */
  void greeted(NodeId peer, Runnable close) {
    if (isMember.test(peer)) {
      makeRoom(move(peer, close));
    }
  }

  /** It has ended. */
  synchronized void ended(Runnable close) {
    ofStrangers.remove(close);
    ofMembers.values().forEach(streams -> streams.remove(close));
    ofMembers.values().removeIf(ArrayDeque::isEmpty);
  }

  /** Whether this member has a stream open to this node, as far as this node knows. */
  synchronized boolean isOpenOf(NodeId peer) {
    return ofMembers.containsKey(peer);
  }

  synchronized int count() {
    return ofStrangers.size() + ofMembers.values().stream().mapToInt(ArrayDeque::size).sum();
  }

  private synchronized @Nullable Runnable move(NodeId peer, Runnable close) {
    ofStrangers.remove(close);
    ofMembers.keySet().removeIf(node -> !isMember.test(node)); // Their streams end by themselves.
    return add(ofMembers.computeIfAbsent(peer, _ -> new ArrayDeque<>()), close, MOST_OF_A_MEMBER);
  }

  private synchronized @Nullable Runnable add(
      ArrayDeque<Runnable> streams, Runnable close, int most) {
    streams.addLast(close);
    return streams.size() > most ? streams.pollFirst() : null;
  }

  private static void makeRoom(@Nullable Runnable oldest) {
    if (oldest != null) {
      oldest.run();
    }
  }
}
