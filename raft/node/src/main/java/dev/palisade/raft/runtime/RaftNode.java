package dev.palisade.raft.runtime;

import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Effect.RoleName;
import dev.palisade.raft.core.Status;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.replica.NoSnapshots;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.replica.ReplicaListener;
import dev.palisade.raft.replica.ReplicaParts;
import dev.palisade.raft.replica.SnapshotMessage;
import dev.palisade.raft.replica.SnapshotOptions;
import dev.palisade.raft.replica.SnapshotStore;
import dev.palisade.raft.transport.GrpcTransport;
import dev.palisade.raft.transport.Receivers;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One node of a cluster: a replica with its log on disk, its links to the peers, and a thread for
 * each of its actors. Thread-safe.
 *
 * @param <R> the state machine's result
 */
public final class RaftNode<R> implements AutoCloseable {
  private static final int NETWORK_THREADS = 1;

  /** A peer has one stream on a connection, or a few questions about a snapshot. */
  private static final int MOST_CALLS_OF_A_CONNECTION = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * What the caller brings; it stays the caller's to close, after the node.
   *
   * @param snapshots of this very state machine
   * @param halt is called when the replica can no longer be trusted; must not return in production
   */
  public record Parts<R>(
      StateMachine<R> stateMachine,
      SnapshotStore snapshots,
      SnapshotOptions snapshotOptions,
      ReplicaListener listener,
      Halt halt) {
    /** Of a replica that takes no snapshots and keeps its whole log. */
    public static <R> Parts<R> withoutSnapshots(
        StateMachine<R> stateMachine, ReplicaListener listener, Halt halt) {
      return new Parts<>(stateMachine, new NoSnapshots(), NEVER, listener, halt);
    }

    private static final SnapshotOptions NEVER = new SnapshotOptions(Long.MAX_VALUE, 0, 1);
  }

  /** The log and the directory below it. */
  private record Storage(FileDisk disk, Wal wal) {
    static Storage open(NodeConfig config) throws IOException {
      FileDisk disk = FileDisk.open(config.log().directory());
      LogIdentity identity = new LogIdentity(config.clusterId(), config.self());
      WalOptions options =
          new WalOptions(
              identity,
              config.log().segmentBytes(),
              WalOptions.DEFAULT_TAIL_CACHE_BYTES,
              RANDOM.nextLong(),
              config.log().whenEmpty());
      try {
        return new Storage(disk, Wal.open(disk, options));
      } catch (IOException | RuntimeException e) {
        disk.close();
        throw e;
      }
    }

    void close() throws IOException {
      wal.close();
      disk.close();
    }
  }

  private final NodeConfig config;
  private final FileDisk disk;
  private final Wal wal;
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(
          NETWORK_THREADS,
          Thread.ofPlatform().daemon().name("peers-", 0).factory(),
          NioIoHandler.newFactory());
  private final GrpcTransport transport;
  private final PeerAddresses addresses;
  private final Replica<R> replica;
  private final ActorThread replicaThread;
  private final ActorThread logThread;
  private final ActorThread applyThread;
  private final ActorThread snapshotThread;
  private final Server server;
  private boolean closed;

  private RaftNode(NodeConfig config, Storage storage, Parts<R> parts) throws IOException {
    this.config = config;
    disk = storage.disk();
    wal = storage.wal();
    Map<NodeId, InetSocketAddress> peers = new TreeMap<>(config.peerAddresses());
    peers.remove(config.self());
    InetSocketAddress own = config.ownAddress();
    transport =
        new GrpcTransport(
            new GrpcTransport.Addresses(
                config.clusterId(),
                config.self(),
                FeatureLevel.newest(),
                own.getHostString() + ":" + own.getPort(),
                peers),
            wal,
            eventLoops);
    wal.onDamage(damage -> parts.halt().halt("log", damage));
    addresses = new PeerAddresses(config.self(), config.peerAddresses());
    replicaThread = new ActorThread("replica", parts.halt());
    logThread = new ActorThread("log-writer", parts.halt());
    applyThread = new ActorThread("applier", parts.halt());
    snapshotThread = new ActorThread("snapshots", parts.halt());
    CoreConfig coreConfig =
        new CoreConfig(
            config.self(), config.timeouts(), config.limits(), Replica.NO_OP_STORED_BYTES);
    replica =
        new Replica<>(
            new ReplicaParts<>(
                coreConfig,
                config.initial(),
                wal,
                parts.stateMachine(),
                parts.snapshots(),
                parts.snapshotOptions(),
                config.compareEveryNanos(),
                FeatureLevel.newest(),
                transport,
                new SystemTime(),
                new Replica.Signals(
                    replicaThread::signal,
                    logThread::signal,
                    applyThread::signal,
                    snapshotThread::signal),
                new Relay(parts.listener(), this::reach),
                config.maxClockOffsetMillis(),
                RANDOM.nextLong()));
    reach(replica.membership());
    server = buildServer();
  }

  private void reach(Membership membership) {
    transport.reach(addresses.of(membership));
  }

  /**
   * Opens the log, starts to listen and takes part.
   *
   * @throws dev.palisade.raft.log.CorruptLogException if the log is damaged
   * @throws dev.palisade.raft.log.LogIdentityException if the log is another node's
   * @throws IOException if the disk or the port cannot be used
   */
  public static <R> RaftNode<R> start(NodeConfig config, Parts<R> parts) throws IOException {
    Storage storage = Storage.open(config);
    try {
      RaftNode<R> node = new RaftNode<>(config, storage, parts);
      node.run();
      return node;
    } catch (IOException | RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  public Replica<R> replica() {
    return replica;
  }

  /** How the replica stood after its last turn. */
  public Status status() {
    return replica.status();
  }

  /**
   * Hands leadership to the voter that is furthest, if this node leads, and waits for it.
   *
   * @param timeoutMillis the most it waits
   * @return whether this node does not lead, or not any more
   */
  public boolean handOver(long timeoutMillis) throws InterruptedException {
    Status status = replica.status();
    Optional<NodeId> furthest = replica.furthestVoter();
    if (status.role() != RoleName.LEADER || furthest.isEmpty()) {
      return status.role() != RoleName.LEADER;
    }
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    replica.transfer(furthest.get(), (done, _) -> ended.complete(done));
    try {
      return ended.get(timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /**
   * Stops taking part, writes what is staged, and closes the log. Calls that wait are ended. Does
   * not hand leadership over by itself.
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdownNow();
    transport.close();
    try {
      replicaThread.stop();
      logThread.stop();
      applyThread.stop();
      snapshotThread.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    replica.stopped();
    wal.close();
    disk.close();
    EventLoops.end(eventLoops);
  }

  private void run() throws IOException {
    server.start();
    logThread.start(replica.logWriter()::runOnce, ActorThread.Deadline.NEVER);
    applyThread.start(replica.applier()::runOnce, replica.applier()::nextDeadlineNanos);
    snapshotThread.start(replica.snapshotter()::runOnce, replica.snapshotter()::nextDeadlineNanos);
    replica.start();
    transport.connect();
    replicaThread.start(replica::runOnce, replica::nextDeadlineNanos);
  }

  private Server buildServer() {
    InetSocketAddress own = config.listen();
    return NettyServerBuilder.forAddress(new InetSocketAddress(own.getHostString(), own.getPort()))
        .bossEventLoopGroup(eventLoops)
        .workerEventLoopGroup(eventLoops)
        .channelType(NioServerSocketChannel.class)
        .directExecutor()
        .maxInboundMessageSize(GrpcTransport.MAX_FRAME_BYTES)
        .maxConcurrentCallsPerConnection(MOST_CALLS_OF_A_CONNECTION)
        .addService(
            transport.service(
                new Receivers(
                    replica::receive,
                    this::receive,
                    replica::receive,
                    replica::supports,
                    replica::peerGone)))
        .build();
  }

  private void receive(NodeId from, SnapshotMessage message) {
    switch (message) {
      case SnapshotMessage.Question question -> replica.snapshotter().asked(from, question);
      case SnapshotMessage.Answer answer -> replica.snapshotter().answered(from, answer);
    }
  }
}
