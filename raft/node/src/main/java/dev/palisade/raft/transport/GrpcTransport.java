package dev.palisade.raft.transport;

import dev.palisade.raft.Endpoint;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.replica.StateReport;
import dev.palisade.raft.replica.Transport;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links to all peers over gRPC, three to each: one for votes, entries and answers, one for
 * heartbeats, one for snapshots, each on a connection of its own. Whom to link to may change:
 * whoever is none of the peers any more keeps its links for a while, since it may have to be told.
 * A node that is no peer and says hello is not dialled for that, only when the replica has an
 * answer for it, and no more than a few such nodes at a time. Thread-safe.
 */
public final class GrpcTransport implements Transport, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcTransport.class);

  /** The largest frame: the largest entry alone, with room. */
  public static final int MAX_FRAME_BYTES = 16 << 20;

  /** A peer that owes an answer and gives none for so long gets a new connection. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  private static final long HEARD = 0;

  /** Links to whoever is no peer are closed when so much time has passed since it was heard. */
  private static final long STRANGER_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * The links to a peer.
   *
   * @param silentSince when it was first sent something that no answer followed; {@link #HEARD} if
   *     it has answered since
   * @param heardAt when it was last heard
   */
  private record Peer(
      InetSocketAddress address,
      PeerLink replicate,
      PeerLink heartbeat,
      SnapshotLink snapshots,
      AtomicLong silentSince,
      AtomicLong heardAt) {
    void connect() {
      replicate.connect();
      heartbeat.connect();
    }

    void close() {
      replicate.close();
      heartbeat.close();
      snapshots.close();
    }
  }

  /**
   * Where everyone is.
   *
   * @param featureLevel the highest that this program supports
   * @param own where this node listens, as its peers dial it, host:port
   * @param peers the peers' endpoints, without this node's own
   */
  public record Addresses(
      long clusterId,
      NodeId self,
      int featureLevel,
      String own,
      Map<NodeId, InetSocketAddress> peers) {}

  /** So many nodes that are not peers have links at a time. */
  private static final int MOST_STRANGERS = 8;

  private final LinkIdentity identity;
  private final Strangers strangers = new Strangers();
  private final EventLoopGroup eventLoops;
  private final PeerLink.Shared shared;
  private final InboundStreams inbound = new InboundStreams(this::isWanted);

  /** Hears which peers' processes have ended; nothing before {@link #service}. */
  private volatile Consumer<NodeId> gone = _ -> {};

  private final EndedPeers endedPeers =
      new EndedPeers(this::addressOf, inbound::isOpenOf, peer -> gone.accept(peer));
  private final ConcurrentSkipListMap<NodeId, Peer> peers = new ConcurrentSkipListMap<>();

  /** Those to whom links are kept; guarded by this. */
  private Set<NodeId> wanted;

  /** Guarded by this. */
  private boolean isConnecting;

  /** Guarded by this. */
  private boolean isClosed;

  private final ScheduledExecutorService timer = executor("links");
  private final ScheduledExecutorService diskReader = executor("catch-up");

  /**
   * Links that are not connected yet.
   *
   * @param eventLoops the network threads to use; they stay the caller's
   */
  public GrpcTransport(Addresses addresses, Wal wal, EventLoopGroup eventLoops) {
    identity =
        new LinkIdentity(
            addresses.clusterId(), addresses.self(), addresses.own(), addresses.featureLevel());
    this.eventLoops = eventLoops;
    shared = new PeerLink.Shared(identity, wal, timer, diskReader, endedPeers::suspect);
    wanted = new TreeSet<>(addresses.peers().keySet());
    addresses.peers().forEach(this::open);
  }

  /**
   * From now on these are the peers.
   *
   * @param addresses where they are, without this node's own
   */
  public synchronized void reach(Map<NodeId, InetSocketAddress> addresses) {
    wanted = new TreeSet<>(addresses.keySet());
    if (!isClosed) {
      addresses.forEach(this::open);
    }
  }

  /** Opens links to this address unless they are there; ends those to another one. */
  private synchronized void open(NodeId node, InetSocketAddress address) {
    Peer before = peers.get(node);
    if (isClosed || before != null && before.address().equals(address)) {
      return;
    }
    Peer peer;
    try {
      peer =
          new Peer(
              address,
              link(node, PeerLink.Kind.REPLICATE, address, eventLoops, shared),
              link(node, PeerLink.Kind.HEARTBEAT, address, eventLoops, shared),
              new SnapshotLink(node, channel(address, eventLoops), identity),
              new AtomicLong(),
              new AtomicLong(System.nanoTime()));
    } catch (RuntimeException e) {
      // Addresses are checked before; what is refused here all the same is a link that is down.
      LOG.error("no link to {}: {} cannot be dialled", node, address, e);
      return;
    }
    peers.put(node, peer);
    if (before != null) {
      before.close();
    }
    if (isConnecting) {
      peer.connect();
    }
  }

  /**
   * A node that is not among the peers, yet or any more, is remembered with the address at which it
   * says it listens. It is dialled only when the replica has something to say to it.
   */
  private void greeted(NodeId node, String address) {
    if (!peers.containsKey(node) && Endpoint.defectOf(address) == null) {
      strangers.greeted(node, address);
    }
  }

  /** The links to a node; null where there are none, and none are to be opened. */
  private @Nullable Peer linked(NodeId to) {
    Peer peer = peers.get(to);
    return peer == null ? openToStranger(to) : peer;
  }

  private synchronized @Nullable Peer openToStranger(NodeId node) {
    String address = strangers.addressOf(node);
    if (address == null || !makeRoom()) {
      return peers.get(node);
    }
    Endpoint endpoint = Endpoint.parse(address);
    open(node, InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
    return peers.get(node);
  }

  /** Whether one more stranger may be dialled; one that was silent lately makes room. */
  private boolean makeRoom() {
    List<NodeId> dialled = new ArrayList<>(peers.keySet());
    dialled.removeAll(wanted);
    if (dialled.size() < MOST_STRANGERS) {
      return true;
    }
    long now = System.nanoTime();
    for (NodeId node : dialled) {
      Peer peer = peers.get(node);
      if (peer != null && now - peer.heardAt().get() > SILENCE_NANOS) {
        peers.remove(node);
        peer.close();
        return true;
      }
    }
    return false;
  }

  /** The service by which peers reach this node; what they send goes to the receivers. */
  public BindableService service(Receivers receivers) {
    gone = receivers.gone();
    Receiver noting =
        (NodeId from, Message message, EntryBatch entries) -> {
          Peer peer = peers.get(from);
          if (peer != null) {
            if (message instanceof Message.Answer) {
              peer.silentSince().lazySet(HEARD);
            }
            peer.heardAt().lazySet(System.nanoTime());
          }
          receivers.messages().receive(from, message, entries);
        };
    return new PeerService(
        identity,
        new PeerService.Doorkeeper(this::greeted, inbound),
        new Receivers(
            noting,
            receivers.snapshots(),
            receivers.reports(),
            receivers.levels(),
            receivers.gone()));
  }

  /** Null once there are no links to the node. */
  private @Nullable InetSocketAddress addressOf(NodeId node) {
    Peer peer = peers.get(node);
    return peer == null ? null : peer.address();
  }

  private synchronized boolean isWanted(NodeId node) {
    return wanted.contains(node);
  }

  /** Opens the links; they stay open, or open again by themselves, until {@link #close}. */
  public synchronized void connect() {
    isConnecting = true;
    peers.values().forEach(Peer::connect);
    timer.scheduleWithFixedDelay(this::resetSilent, 500, 500, TimeUnit.MILLISECONDS);
  }

  @Override
  public void send(NodeId to, Message message) {
    Peer peer = linked(to);
    if (peer == null) {
      return;
    }
    boolean isAnswered =
        message instanceof Message.Append
            || message instanceof Message.Heartbeat
            || message instanceof Message.PreVote;
    if (isAnswered && peer.silentSince().get() == HEARD) {
      peer.silentSince().lazySet(System.nanoTime());
    }
    boolean isHeartbeat =
        message instanceof Message.Heartbeat || message instanceof Message.HeartbeatReply;
    (isHeartbeat ? peer.heartbeat() : peer.replicate()).send(message);
  }

  @Override
  public void report(NodeId to, StateReport report) {
    Peer peer = peers.get(to);
    if (peer != null) {
      peer.replicate().send(MessageCodec.encode(report));
    }
  }

  @Override
  public void ask(NodeId to, SnapshotMessage.Question question) {
    sendAboutSnapshot(to, question);
  }

  @Override
  public void answer(NodeId to, SnapshotMessage.Answer answer) {
    sendAboutSnapshot(to, answer);
  }

  private void sendAboutSnapshot(NodeId to, SnapshotMessage message) {
    Peer peer = linked(to);
    if (peer != null) {
      peer.snapshots().send(message);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    endedPeers.close();
    peers.values().forEach(Peer::close);
    timer.shutdownNow(); // After the links: one that ends asks it for another try.
    diskReader.close(); // Never interrupted: that would close the log's file below it.
  }

  /**
   * A connection that lost packets for a while may wait long before it sends again; a new one does
   * not. Only answers count: what a peer says by itself comes over its own connections, and shows
   * nothing of these.
   */
  private void resetSilent() {
    long now = System.nanoTime();
    peers.forEach(
        (node, peer) -> {
          long silentSince = peer.silentSince().get();
          if (silentSince != HEARD && now - silentSince > SILENCE_NANOS) {
            peer.silentSince().set(HEARD);
            reset(node, peer, TimeUnit.NANOSECONDS.toMillis(now - silentSince));
          }
        });
    forgetStrangers(now);
  }

  private static void reset(NodeId node, Peer peer, long silentMillis) {
    String heartbeats = peer.heartbeat().state();
    String reason = "no answer for " + silentMillis + " ms; for heartbeats " + heartbeats;
    try {
      peer.replicate().reset(SILENCE_NANOS, reason);
      peer.heartbeat().reset(SILENCE_NANOS, reason);
    } catch (RuntimeException e) {
      // Whatever it was: this runs again for all peers, which it would not if it threw.
      LOG.warn("could not make new connections to {}, {}", node, reason, e);
    }
  }

  private synchronized void forgetStrangers(long now) {
    peers
        .entrySet()
        .removeIf(
            each -> {
              boolean isOver =
                  !wanted.contains(each.getKey())
                      && now - each.getValue().heardAt().get() > STRANGER_NANOS;
              if (isOver) {
                each.getValue().close();
              }
              return isOver;
            });
  }

  private static PeerLink link(
      NodeId peer,
      PeerLink.Kind kind,
      InetSocketAddress address,
      EventLoopGroup eventLoops,
      PeerLink.Shared shared) {
    return new PeerLink(peer, kind, channel(address, eventLoops), shared);
  }

  private static ManagedChannel channel(InetSocketAddress address, EventLoopGroup eventLoops) {
    return NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
        .usePlaintext()
        .directExecutor()
        .eventLoopGroup(eventLoops)
        .channelType(NioSocketChannel.class)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .maxInboundMessageSize(MAX_FRAME_BYTES)
        .disableRetry()
        .build();
  }

  private static ScheduledExecutorService executor(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
