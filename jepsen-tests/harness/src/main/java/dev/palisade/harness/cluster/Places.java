package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Address;
import dev.palisade.harness.net.Net;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where the nodes of a cluster live, and which of them are members: one place for each node that it
 * begins with, and one more if members can change. Thread-safe.
 */
final class Places {
  /** The command that starts a node, given all members of the time when it became one. */
  interface Command {
    List<String> of(NodePlan node, List<NodePlan> all);
  }

  private final Command command;
  private final Guard guard;
  private final Map<Integer, NodeProcess> processes = new TreeMap<>();
  private final Set<Integer> members = new TreeSet<>();

  Places(List<NodePlan> plans, int founders, Command command, Guard guard) {
    this.command = command;
    this.guard = guard;
    List<NodePlan> first = plans.subList(0, founders);
    plans.forEach(plan -> processes.put(plan.number(), process(plan, first)));
    first.forEach(plan -> members.add(plan.number()));
  }

  static int count(SystemUnderTest system, ClusterShape shape) {
    return shape.nodes() + (system.membership().isPresent() ? 1 : 0);
  }

  static List<NodePlan> plans(int count, Net net, Path directory) {
    List<Integer> numbers = IntStream.rangeClosed(1, count).boxed().toList();
    List<NodePlan> plans = new ArrayList<>();
    for (int number : numbers) {
      Map<Integer, Address> dial = new TreeMap<>();
      numbers.stream().filter(n -> n != number).forEach(n -> dial.put(n, net.peerDial(number, n)));
      plans.add(
          new NodePlan(
              number,
              0,
              directory.resolve("n" + number),
              net.client(number),
              net.peerBind(number),
              dial,
              net.relay(number)));
    }
    return plans;
  }

  private NodeProcess process(NodePlan plan, List<NodePlan> all) {
    List<NodePlan> then = List.copyOf(all);
    return new NodeProcess(plan, () -> command.of(plan, then), guard);
  }

  synchronized List<Integer> all() {
    return List.copyOf(processes.keySet());
  }

  synchronized List<Integer> members() {
    return List.copyOf(members);
  }

  synchronized NodeProcess process(int node) {
    NodeProcess process = processes.get(node);
    if (process == null) {
      throw new ClusterException("there is no node " + node + "; there are " + processes.keySet());
    }
    return process;
  }

  /** A node is a member from now on, down and without files. */
  void enlist(int node, Membership system) {
    NodeProcess old = process(node);
    old.end();
    system.wipe(old.plan());
    synchronized (this) {
      NodePlan plan = old.plan().next();
      members.add(node);
      processes.put(
          node,
          process(plan, members.stream().map(n -> n == node ? plan : process(n).plan()).toList()));
    }
  }

  /** A node is no member any more; it may run on for a while. */
  synchronized void discharge(int node) {
    members.remove(node);
  }

  /** Kills all; none is started again. */
  void end() {
    all().forEach(node -> process(node).end());
  }
}
