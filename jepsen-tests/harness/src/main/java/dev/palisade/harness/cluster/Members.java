package dev.palisade.harness.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes who the members are. What is asked for is done as soon as the cluster can, step by step
 * on a thread of its own: while it has no quorum, nothing moves. Thread-safe.
 */
public final class Members {
  private static final long EVERY_MILLIS = 100;

  private final Cluster cluster;
  private final Membership system;

  /** Those that leave, by member id. */
  private final Map<Integer, NodePlan> leaving = new LinkedHashMap<>();

  private @Nullable MembersListener listener;
  private @Nullable Thread thread;
  private boolean settled = true;
  private boolean stopped;

  Members(Cluster cluster, Membership system) {
    this.cluster = cluster;
    this.system = system;
  }

  /** From now on this one hears of each change; no other does any more. */
  public synchronized void tell(MembersListener hearing) {
    listener = hearing;
  }

  /** A node becomes a member, empty and under an id that was never used. */
  public synchronized void admit(int node) {
    changing();
    cluster.enlist(node);
    changed();
  }

  /** A node leaves, and is stopped when it has left. */
  public synchronized void dismiss(int node) {
    changing();
    NodePlan plan = cluster.plan(node);
    cluster.discharge(node);
    leaving.put(plan.member(), plan);
    changed();
  }

  /** A node is killed, loses its disk, and takes its own place under another id. */
  public synchronized void replace(int node) {
    changing();
    NodePlan old = cluster.plan(node);
    leaving.put(old.member(), old);
    cluster.enlist(node);
    changed();
  }

  /**
   * Hands leadership over to a node.
   *
   * @return why that was not done, for people; empty when it was
   */
  public Optional<String> transfer(int to) {
    Optional<Integer> leader = cluster.leader();
    if (leader.isEmpty()) {
      return Optional.of("no leader is known");
    }
    if (leader.get() == to) {
      return Optional.of("n%d leads already".formatted(to));
    }
    return system.transfer(cluster.plan(leader.get()), cluster.plan(to));
  }

  /** Whether the members are those that were asked for, each with a vote. */
  public synchronized boolean isSettled() {
    return settled;
  }

  /** First, so that no end of an earlier change is taken for that of this one. */
  private void changing() {
    settled = false;
    if (listener != null) {
      listener.changing();
    }
  }

  private void changed() {
    if (thread == null && !stopped) {
      thread = Thread.ofPlatform().daemon().name("members").start(this::run);
    }
    notifyAll();
  }

  private void run() {
    try {
      while (awaitWork()) {
        step();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean awaitWork() throws InterruptedException {
    while (settled && !stopped) {
      wait();
    }
    return !stopped;
  }

  private synchronized void pause() throws InterruptedException {
    if (!stopped) {
      wait(EVERY_MILLIS);
    }
  }

  private void step() {
    Optional<NodePlan> leader = leader();
    Optional<Map<Integer, Boolean>> now = leader.flatMap(system::members);
    if (leader.isEmpty() || now.isEmpty()) {
      return;
    }
    Map<Integer, NodePlan> wanted = new TreeMap<>();
    cluster.nodes().forEach(node -> wanted.put(cluster.plan(node).member(), cluster.plan(node)));
    for (NodePlan plan : wanted.values()) {
      Boolean votes = now.get().get(plan.member());
      if (votes == null) {
        cluster.start(plan.number());
        system.add(leader.get(), plan);
        return;
      }
      if (!votes) {
        system.promote(leader.get(), plan.member());
        return;
      }
    }
    for (int member : now.get().keySet()) {
      if (!wanted.containsKey(member)) {
        system.remove(leader.get(), member);
        return;
      }
    }
    finish(wanted);
  }

  /** The leader may be one that is leaving. */
  private Optional<NodePlan> leader() {
    Optional<NodePlan> staying = cluster.leader().map(cluster::plan);
    if (staying.isPresent()) {
      return staying;
    }
    Map<Integer, NodePlan> others;
    synchronized (this) {
      others = new LinkedHashMap<>(leaving);
    }
    return others.values().stream()
        .filter(plan -> cluster.plan(plan.number()).equals(plan))
        .filter(plan -> cluster.observe(plan.number()).leads())
        .findFirst();
  }

  private synchronized void finish(Map<Integer, NodePlan> reached) {
    for (NodePlan plan : leaving.values()) {
      if (!cluster.nodes().contains(plan.number())) {
        cluster.kill(plan.number());
      }
    }
    leaving.clear();
    // Something else may have been asked for meanwhile.
    settled =
        reached
            .keySet()
            .equals(
                cluster.nodes().stream()
                    .map(node -> cluster.plan(node).member())
                    .collect(java.util.stream.Collectors.toSet()));
    if (settled && listener != null) {
      listener.settled(cluster.nodes());
    }
  }

  /** Moves nothing any more. */
  void stop() {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
  }
}
