package dev.palisade.kv.server;

import dev.palisade.kv.state.KeptState;
import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Store;
import dev.palisade.kv.state.StoreException;
import dev.palisade.kv.state.StoreKeeper;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.CoreConfig.Limits;
import dev.palisade.raft.replica.Call;
import dev.palisade.raft.replica.NoSnapshots;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.runtime.EventLoops;
import dev.palisade.raft.runtime.Halt;
import dev.palisade.raft.runtime.NodeConfig;
import dev.palisade.raft.runtime.RaftNode;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, wired: the replica, its state machine, and the services by which clients reach them.
 * Peers and clients have threads of their own, so that neither can crowd out the other.
 * Thread-safe.
 */
public final class PalisadeServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.node");

  /** The largest message of a client: a batch of 4 MiB, with room. */
  private static final int MAX_MESSAGE_BYTES = 8 << 20;

  /** Of messages of clients that have not come in whole. */
  private static final long MAX_PARTIAL_BYTES = 32L << 20;

  private static final int MAX_CONNECTIONS = 1_000;
  private static final int MAX_CALLS_OF_CONNECTION = 1_024;
  private static final int MAX_CALLS = 4_096;

  private static final int CLIENT_THREADS = 1;
  private static final long CONNECTIONS_ROUND_MILLIS = 5_000;
  private static final long SWEEP_MILLIS = 10;
  private static final long SESSION_ROUND_MILLIS = 1_000;
  private static final long HISTORY_ROUND_MILLIS = 10;
  private static final long HAND_OVER_MILLIS = 2_000;
  private static final long DRAIN_MILLIS = 1_000;

  private final ServerConfig config;
  private final Halt halt;
  private final Leadership leadership;
  private final SessionKeeper sessions = new SessionKeeper();
  private final HistoryKeeper history;
  private final StoreKeeper keeper;
  private final KeptState state;
  private final RaftNode<Outcome> node;
  private final Operations operations;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("clients-timer").factory());
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(
          CLIENT_THREADS,
          Thread.ofPlatform().daemon().name("clients-", 0).factory(),
          NioIoHandler.newFactory());
  private final ClientConnections connections = new ClientConnections(MAX_CONNECTIONS);
  private final ClientLoop clients = new ClientLoop(eventLoops.next());
  private final LongReads longReads = new LongReads(e -> halted("reader", e));
  private final List<BindableService> services;
  private final Server server;
  private final CompletableFuture<@Nullable Void> removed = new CompletableFuture<>();
  private final CompletableFuture<Damage> damaged = new CompletableFuture<>();
  private ServingStatus lastServing = ServingStatus.NOT_SERVING;
  private boolean closed;

  private PalisadeServer(ServerConfig config, NodeState nodeState, Halt halt) throws IOException {
    this.config = config;
    this.halt = halt;
    history = new HistoryKeeper(config.bounds().keepRevisions());
    leadership =
        new Leadership(
            config.initialMembership().addresses(),
            3 * config.timeouts().electionNanos(),
            System.nanoTime());
    keeper = nodeState.keeper();
    state = new KeptState(keeper);
    node =
        RaftNode.start(
            nodeConfig(config),
            new RaftNode.Parts<>(
                state,
                nodeState.snapshots(),
                nodeState.optionsOf(config),
                new NodeObserver(leadership, sessions, clients, () -> removed.complete(null)),
                this::halted));
    Replica<Outcome> replica = node.replica();
    leadership.moved(replica.membership().addresses());
    operations =
        new Operations(
            new Operations.Parts(
                replica,
                state,
                new Admission(
                    config.bounds().maxInFlightOperations(), config.bounds().maxInFlightBytes()),
                leadership,
                sessions,
                longReads,
                clients::run,
                config.bounds().maxClockOffsetMillis()));
    Answering answering =
        new Answering(clients, new AnswerMemory(config.bounds().maxAnswerBytes(), connections));
    UnaryCalls unary = new UnaryCalls(operations, answering);
    services =
        List.of(
            new KvService(operations, answering),
            new FenceService(unary),
            new SessionService(unary),
            new NodeService(
                config,
                replica,
                state,
                leadership,
                new NodeService.Helpers(timer, clients, longReads)),
            new SnapshotService(config, replica, nodeState, leadership, clients));
    server = buildServer();
  }

  /**
   * Starts a node that takes no snapshots on this store; it stays the caller's to close, after the
   * server.
   *
   * @throws IOException as the other one
   */
  public static PalisadeServer start(ServerConfig config, Store store, Halt halt)
      throws IOException {
    return start(config, new NodeState(StoreKeeper.of(store), new NoSnapshots()), halt);
  }

  /**
   * Starts a node on this state; it stays the caller's to close, after the server.
   *
   * @param halt is called when the node can no longer be trusted, damage aside; must not return in
   *     production
   * @throws IOException if the disk or a port cannot be used, or the log is damaged; the message
   *     says which
   */
  public static PalisadeServer start(ServerConfig config, NodeState state, Halt halt)
      throws IOException {
    PalisadeServer started = new PalisadeServer(config, state, halt);
    try {
      started.serve();
    } catch (IOException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** Ends when the cluster has told this node that it is no member any more: it is to be closed. */
  public CompletableFuture<@Nullable Void> removed() {
    return removed;
  }

  /**
   * Ends when this node found its log or its state damaged: it serves nothing more, and is to be
   * {@link #abandon abandoned}, and started anew without what is damaged.
   */
  public CompletableFuture<Damage> damaged() {
    return damaged;
  }

  /** Damage ends this node in an orderly way, everything else the process. */
  private void halted(String actor, Throwable cause) {
    Damage damage = Damage.of(cause);
    if (damage == null) {
      halt.halt(actor, cause);
      return;
    }
    if (damage.isOfState()) {
      try {
        keeper.condemn(damage.message());
      } catch (StoreException e) {
        halt.halt(actor, e); // Restarted, it could serve from a state that was found wrong.
        return;
      }
    }
    damaged.complete(damage);
  }

  /** The replica below, for observers. */
  public RaftNode<Outcome> node() {
    return node;
  }

  /**
   * Stops gracefully: takes nothing new, hands leadership over, lets what is under way end, and
   * closes the log.
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    LOG.info("stopping");
    health.enterTerminalState();
    operations.stop();
    handOver();
    end();
    LOG.info("stopped");
  }

  /**
   * Stops at once, and closes the log: nothing is handed over, and whoever waits for an answer gets
   * none.
   */
  public synchronized void abandon() throws IOException {
    if (!closed) {
      closed = true;
      health.enterTerminalState();
      operations.stop();
      end();
    }
  }

  private void handOver() {
    try {
      if (!node.handOver(HAND_OVER_MILLIS)) {
        LOG.info("no other node took over in {} ms", HAND_OVER_MILLIS);
      }
      drain();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() throws IOException {
    node.close();
    clients.run();
    server.shutdownNow();
    longReads.close();
    timer.shutdownNow();
    EventLoops.end(eventLoops);
  }

  private void serve() throws IOException {
    server.start();
    timer.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(
        this::expireSilentSessions,
        SESSION_ROUND_MILLIS,
        SESSION_ROUND_MILLIS,
        TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(
        () -> connections.look(System.nanoTime()),
        CONNECTIONS_ROUND_MILLIS,
        CONNECTIONS_ROUND_MILLIS,
        TimeUnit.MILLISECONDS);
    if (!history.isIdle()) {
      timer.scheduleWithFixedDelay(
          this::dropOldVersions, HISTORY_ROUND_MILLIS, HISTORY_ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }
    LOG.atInfo()
        .addKeyValue("node", config.self().value())
        .addKeyValue("cluster", config.clusterId())
        .log(
            "{} of cluster {} serves clients at {}, peers at {}",
            config.self(),
            config.clusterId(),
            reachedAt(config.own().clients(), config.listen().clients()),
            reachedAt(config.own().peers(), config.listen().peers()));
  }

  private static String reachedAt(InetSocketAddress told, InetSocketAddress listen) {
    return told.equals(listen)
        ? Member.show(told)
        : "%s (listening on %s)".formatted(Member.show(told), Member.show(listen));
  }

  private void sweep() {
    operations.endLate(System.nanoTime());
    clients.run();
    ServingStatus serving =
        leadership.isKnown() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    if (serving != lastServing) {
      lastServing = serving;
      health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, serving);
      services.forEach(
          service ->
              health.setStatus(service.bindService().getServiceDescriptor().getName(), serving));
    }
  }

  private void expireSilentSessions() {
    long now = System.nanoTime();
    keepHouse(
        deadline -> {
          List<Long> silent = sessions.silent(state.machine().sessions(), now);
          if (silent.isEmpty()) {
            return null;
          }
          LOG.atInfo()
              .addKeyValue("sessions", silent.size())
              .log("ending {} silent sessions", silent.size());
          return SessionKeeper.expiry(silent, deadline);
        });
  }

  private void dropOldVersions() {
    keepHouse(
        deadline -> {
          KvStateMachine machine = state.machine();
          return history.next(
              machine.ordinalOf(machine.revision()),
              machine.ordinalOf(machine.compactedRevision()),
              machine::revisionOf,
              deadline);
        });
  }

  /**
   * On the leader, proposes what is due by the state as it is.
   *
   * @param due looks at the state, on the applying thread; told a deadline, and null when nothing
   *     is
   */
  private void keepHouse(LongFunction<@Nullable Call<Outcome>> due) {
    if (!leadership.isHere()) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SESSION_ROUND_MILLIS);
    Runnable propose =
        () -> {
          Call<Outcome> call = due.apply(deadline);
          if (call != null) {
            node.replica().propose(List.of(call));
          }
        };
    node.replica().look(new LocalRead(deadline, propose, () -> {}));
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
    while (operations.waiting() > 0 && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(SWEEP_MILLIS);
    }
  }

  private static NodeConfig nodeConfig(ServerConfig config) {
    Map<NodeId, InetSocketAddress> peers = new TreeMap<>();
    config.members().forEach(member -> peers.put(member.id(), member.peers()));
    return new NodeConfig(
        config.clusterId(),
        config.self(),
        peers,
        config.listen().peers(),
        config.initialMembership(),
        new NodeConfig.Log(
            config.data().resolve("log"), config.segmentBytes(), config.whenLogIsEmpty()),
        config.compareEveryNanos(),
        config.bounds().maxClockOffsetMillis(),
        config.timeouts(),
        Limits.DEFAULT);
  }

  private Server buildServer() {
    InetSocketAddress own = config.listen().clients();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(own.getHostString(), own.getPort()))
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops)
            .channelFactory(connections::listen)
            .directExecutor()
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_OF_CONNECTION)
            .addStreamTracerFactory(new PartialMessages(connections, MAX_PARTIAL_BYTES));
    CallGuard guard = new CallGuard(connections, MAX_CALLS);
    services.forEach(service -> builder.addService(guarded(service, guard)));
    builder.addService(guarded(health.getHealthService(), guard));
    builder.addService(guarded(ProtoReflectionServiceV1.newInstance(), guard));
    return builder.build();
  }

  private static ServerServiceDefinition guarded(BindableService service, CallGuard guard) {
    return ServerInterceptors.intercept(
        ServerInterceptors.useInputStreamMessages(service.bindService()), guard);
  }
}
