package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.replica.SnapshotMessage;
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
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Links to all peers over gRPC, three to each: one for votes, entries and answers, one for
 * heartbeats, one for snapshots, each on a connection of its own. Thread-safe.
 */
public final class GrpcTransport implements Transport, AutoCloseable {
  /** The largest frame: the largest entry alone, with room. */
  public static final int MAX_FRAME_BYTES = 16 << 20;

  /** A peer that owes an answer and says nothing for so long gets a new connection. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

  private static final long HEARD = 0;

  /**
   * The links to a peer.
   *
   * @param silentSince when it was first sent something that nothing followed; {@link #HEARD} if it
   *     was heard since
   */
  private record Peer(
      PeerLink replicate, PeerLink heartbeat, SnapshotLink snapshots, AtomicLong silentSince) {}

  /**
   * Where everyone is.
   *
   * @param peers the peers' endpoints, without this node's own
   */
  public record Addresses(long clusterId, NodeId self, Map<NodeId, InetSocketAddress> peers) {}

  private final LinkIdentity identity;
  private final Map<NodeId, Peer> peers = new TreeMap<>();
  private final ScheduledExecutorService timer = executor("links");
  private final ScheduledExecutorService diskReader = executor("catch-up");

  /**
   * Links that are not connected yet.
   *
   * @param eventLoops the network threads to use; they stay the caller's
   */
  public GrpcTransport(Addresses addresses, Wal wal, EventLoopGroup eventLoops) {
    identity = new LinkIdentity(addresses.clusterId(), addresses.self());
    PeerLink.Shared shared = new PeerLink.Shared(identity, wal, timer, diskReader);
    addresses
        .peers()
        .forEach(
            (peer, address) ->
                peers.put(
                    peer,
                    new Peer(
                        link(peer, PeerLink.Kind.REPLICATE, address, eventLoops, shared),
                        link(peer, PeerLink.Kind.HEARTBEAT, address, eventLoops, shared),
                        new SnapshotLink(peer, channel(address, eventLoops), identity),
                        new AtomicLong())));
  }

  /** The service by which peers reach this node; what they send goes to the receivers. */
  public BindableService service(Receiver receiver, SnapshotReceiver snapshots) {
    Receiver noting =
        (NodeId from, Message message, EntryBatch entries) -> {
          Peer peer = peers.get(from);
          if (peer != null) {
            peer.silentSince().lazySet(HEARD);
          }
          receiver.receive(from, message, entries);
        };
    return new PeerService(identity, List.copyOf(peers.keySet()), noting, snapshots);
  }

  /** Opens the links; they stay open, or open again by themselves, until {@link #close}. */
  public void connect() {
    allLinks().forEach(PeerLink::connect);
    timer.scheduleWithFixedDelay(this::resetSilent, 500, 500, TimeUnit.MILLISECONDS);
  }

  @Override
  public void send(NodeId to, Message message) {
    Peer peer = peers.get(to);
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
  public void ask(NodeId to, SnapshotMessage.Question question) {
    sendAboutSnapshot(to, question);
  }

  @Override
  public void answer(NodeId to, SnapshotMessage.Answer answer) {
    sendAboutSnapshot(to, answer);
  }

  private void sendAboutSnapshot(NodeId to, SnapshotMessage message) {
    Peer peer = peers.get(to);
    if (peer != null) {
      peer.snapshots().send(message);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    allLinks().forEach(PeerLink::close);
    peers.values().forEach(peer -> peer.snapshots().close());
    diskReader.close(); // Never interrupted: that would close the log's file below it.
  }

  /**
   * A connection that lost packets for a while may wait long before it sends again; a new one does
   * not.
   */
  private void resetSilent() {
    long now = System.nanoTime();
    for (Peer peer : peers.values()) {
      long silentSince = peer.silentSince().get();
      if (silentSince != HEARD && now - silentSince > SILENCE_NANOS) {
        peer.silentSince().set(HEARD);
        peer.replicate().reset();
        peer.heartbeat().reset();
      }
    }
  }

  private List<PeerLink> allLinks() {
    List<PeerLink> links = new ArrayList<>();
    for (Peer peer : peers.values()) {
      links.add(peer.replicate());
      links.add(peer.heartbeat());
    }
    return links;
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
