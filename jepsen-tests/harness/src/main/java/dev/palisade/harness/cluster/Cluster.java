package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Address;
import dev.palisade.harness.net.CutListener;
import dev.palisade.harness.net.Net;
import dev.palisade.harness.net.Nets;
import dev.palisade.harness.net.NotedNet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The nodes of one run. Closed, interrupted or killed, it leaves no process and no network behind;
 * files stay. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
  private static final long POLL_MILLIS = 50;

  private final SystemUnderTest system;
  private final NotedNet net;
  private final Guard guard;
  private final Set<Preload> preloads;
  private final Places places;
  private final Optional<Members> members;
  private final Map<Integer, Preloaded> preloaded = new TreeMap<>();
  private final Deque<Runnable> beforeEnd = new ArrayDeque<>();
  private final List<ClientProcess> clients = new ArrayList<>();
  private final Thread atExit = new Thread(this::end, "end-cluster");
  private boolean ended;

  private Cluster(SystemUnderTest system, ClusterShape shape, NotedNet net, Guard guard) {
    this.system = system;
    this.net = net;
    this.guard = guard;
    this.preloads = shape.preloads();
    this.members = system.membership().map(changes -> new Members(this, changes));
    List<NodePlan> plans = Places.plans(Places.count(system, shape), net, shape.directory());
    this.places = new Places(plans, shape.nodes(), this::command, guard);
    plans.forEach(plan -> preloaded.put(plan.number(), new Preloaded(preloads, plan, system)));
  }

  /**
   * Makes the network and starts every node; returns at once, whether they serve or not.
   *
   * @throws ClusterException or {@link dev.palisade.harness.net.NetException} when something cannot
   *     be had; nothing is left then
   */
  public static Cluster start(SystemUnderTest system, ClusterShape shape) {
    system
        .whyNotHere()
        .ifPresent(
            why -> {
              throw new ClusterException(system.name() + " cannot be run here: " + why);
            });
    int count = Places.count(system, shape);
    NotedNet net = new NotedNet(Nets.open(shape.net(), count, new SplittableRandom(shape.seed())));
    Guard guard = Guard.start(net.cleanup());
    Cluster cluster = new Cluster(system, shape, net, guard);
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    boolean started = false;
    try {
      cluster.preloaded.values().forEach(Preloaded::prepare);
      cluster.nodes().forEach(cluster::start);
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  private List<String> command(NodePlan plan, List<NodePlan> all) {
    List<String> line = ofItsOwn("node-" + plan.number());
    line.add("env");
    system.environment(plan).forEach((name, value) -> line.add(name + "=" + value));
    preloaded(plan.number()).environment().forEach((name, value) -> line.add(name + "=" + value));
    line.addAll(system.command(plan, all));
    return net.inside(plan.number(), line);
  }

  /**
   * Ctrl-C and the end of a terminal reach every process of the terminal's group; nodes are stopped
   * by their id alone. What is ignored here stays ignored after exec.
   */
  private static List<String> ofItsOwn(String name) {
    return new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", name));
  }

  /**
   * Starts a client that is a process of its own; it is killed before the nodes end.
   *
   * @param name for people and errors
   * @param command ends when its standard input does
   * @param errors gets what it writes to its standard error
   * @throws ClusterException if it cannot be started, or the cluster is being closed
   */
  public synchronized ClientProcess startClient(String name, List<String> command, Path errors) {
    if (ended) {
      throw new ClusterException("the cluster is being closed, so " + name + " is not started");
    }
    List<String> line = ofItsOwn(name);
    line.addAll(command);
    ClientProcess client = ClientProcess.start(name, line, errors, guard);
    clients.add(client);
    return client;
  }

  /** What runs. */
  public SystemUnderTest system() {
    return system;
  }

  /** What joins the nodes. */
  public Net net() {
    return net;
  }

  /** From now on this one hears of each cut of links; no other does any more. */
  public void tellCuts(CutListener listener) {
    net.tell(listener);
  }

  /** What its nodes were started with. */
  public Set<Preload> preloads() {
    return preloads;
  }

  /** Numbers of the nodes that are members, or are to be, ascending. */
  public List<Integer> nodes() {
    return places.members();
  }

  /** Numbers of all nodes that may ever be members, ascending from 1. */
  public List<Integer> places() {
    return places.all();
  }

  /** Changes the members; empty when this system's cannot be changed. */
  public Optional<Members> members() {
    return members;
  }

  /** A node is a member from now on, down and without files. */
  void enlist(int node) {
    places.enlist(node, system.membership().orElseThrow());
  }

  /** A node is no member any more; it may run on for a while. */
  void discharge(int node) {
    places.discharge(node);
  }

  /** How many are more than half. */
  public int majority() {
    return nodes().size() / 2 + 1;
  }

  /** Where a node lives. */
  public NodePlan plan(int node) {
    return process(node).plan();
  }

  /** Where clients reach a node. */
  public Address clientAddress(int node) {
    return plan(node).client();
  }

  /** The file that a node's output goes to. */
  public Path log(int node) {
    return process(node).log();
  }

  /** How a node's process is. */
  public Life life(int node) {
    return process(node).life();
  }

  /** The process id of a node; empty while it is down. */
  public OptionalLong pid(int node) {
    return process(node).pid();
  }

  /**
   * Starts a node unless it is there, is no member, or the cluster is being closed; whether it was
   * started.
   */
  public boolean start(int node) {
    return nodes().contains(node) && process(node).start();
  }

  /** Kills a node by SIGKILL and waits until it is gone; false when it was not there. */
  public boolean kill(int node) {
    return process(node).kill();
  }

  /** Stops a node by SIGTERM, and after ten seconds kills it; false when it was not there. */
  public boolean stop(int node) {
    return process(node).stop();
  }

  /** Freezes a node and returns when it stands still; false when it does not run. */
  public boolean pause(int node) {
    return process(node).pause();
  }

  /** Lets a frozen node go on; false when it is not frozen. */
  public boolean resume(int node) {
    return process(node).resume();
  }

  /** Waits until a node's process is gone by itself; false when it is not in time. */
  public boolean awaitEnd(int node, Duration atMost) {
    return process(node).awaitEnd(atMost.toMillis());
  }

  /** What a node's clock and files do, as far as it was started with what that needs. */
  public Preloaded preloaded(int node) {
    Preloaded files = preloaded.get(node);
    if (files == null) {
      throw new ClusterException("there is no node " + node);
    }
    return files;
  }

  /** How a node sees itself; one that does not run is not asked. */
  public NodeView observe(int node) {
    return life(node) == Life.UP ? system.observe(plan(node)) : NodeView.unreachable();
  }

  /** The node that leads: among those that say so, the one of the highest term. */
  public Optional<Integer> leader() {
    Optional<Integer> leader = Optional.empty();
    long term = -1;
    for (int node : nodes()) {
      NodeView view = observe(node);
      if (view.leads() && view.term() > term) {
        leader = Optional.of(node);
        term = view.term();
      }
    }
    return leader;
  }

  /** Whether all nodes run and serve, and the members are those that were asked for. */
  public boolean isReady() {
    return members.map(Members::isSettled).orElse(true)
        && nodes().stream().allMatch(n -> life(n) == Life.UP && system.ready(plan(n)));
  }

  /**
   * Waits until all nodes run and serve.
   *
   * @return false when they do not in time
   */
  public boolean awaitReady(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!isReady()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** Nodes whose process ended though nobody asked for it, with what it ended. */
  public List<String> endedOfThemselves() {
    List<String> ended = new ArrayList<>();
    for (NodeProcess node : nodes().stream().map(this::process).toList()) {
      if (node.isEndingOfItself()) {
        ended.add(
            "n%d ended with %d: %s"
                .formatted(node.plan().number(), node.exitCode(), node.lastWords()));
      }
    }
    return ended;
  }

  /** Starts every node that is down and wakes every one that is paused; those it was done to. */
  public List<Integer> revive() {
    return nodes().stream().filter(node -> start(node) || resume(node)).toList();
  }

  /**
   * Something to do before the nodes end, also when this process is interrupted; the last one given
   * is done first. While the cluster is being closed, and later, it is done at once.
   */
  public void beforeEnd(Runnable action) {
    synchronized (this) {
      if (!ended) {
        beforeEnd.push(action);
        return;
      }
    }
    action.run();
  }

  /** Kills all nodes and removes the network. Closing again does nothing. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // The hook finds nothing to do.
    }
  }

  private void end() {
    List<Runnable> actions;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      actions = List.copyOf(beforeEnd);
    }
    try {
      actions.forEach(Runnable::run);
      clients.forEach(ClientProcess::close);
    } finally {
      members.ifPresent(Members::stop);
      places.end();
      net.close();
      guard.close();
    }
  }

  private NodeProcess process(int node) {
    return places.process(node);
  }
}
