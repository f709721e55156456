package dev.palisade.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written down of a local cluster, in {@code cluster.properties} of its folder: later
 * commands find the nodes by it.
 *
 * <pre>
 * format=1
 * cluster-id=8231407730114187462
 * nodes=4
 * node.1.client-port=24001
 * node.1.peer-port=24002
 * node.1.pid=4711
 * node.1.birth=0c7b…:184467
 * node.1.log=true
 * …
 * node.4.joins=true
 * node.1.removed=true
 * node.5.elsewhere=true
 * </pre>
 *
 * @param clusterId of the cluster, never 0
 * @param nodes ascending by number; numbers that other nodes of the cluster have are left out
 */
public record ClusterFile(long clusterId, List<Node> nodes) {
  /** Name of the file within the cluster's folder. */
  public static final String NAME = "cluster.properties";

  /**
   * One node.
   *
   * @param number from 1
   * @param clientPort port for clients on the loopback address
   * @param peerPort port for the other nodes
   * @param standing whether it was there from the beginning, and still is
   * @param hasLog whether it was seen to have a log: without one it must not start again
   * @param process the last process started for it, if any
   */
  public record Node(
      int number,
      int clientPort,
      int peerPort,
      Standing standing,
      boolean hasLog,
      Optional<ProcessIdentity> process) {
    /** How a node belongs to the cluster. */
    public enum Standing {
      /** From the beginning. */
      FOUNDER,
      /** It was added later. */
      ADDED,
      /** It was a founder and is removed. */
      REMOVED_FOUNDER,
      /** It was added later and is removed. */
      REMOVED
    }

    /** The same node with another process. */
    public Node with(Optional<ProcessIdentity> other) {
      return new Node(number, clientPort, peerPort, standing, hasLog, other);
    }

    /** The same node, which has a log. */
    Node withLog() {
      return new Node(number, clientPort, peerPort, standing, true, process);
    }

    /** The same node, removed. */
    public Node removed() {
      Standing gone = isFounder() ? Standing.REMOVED_FOUNDER : Standing.REMOVED;
      return new Node(number, clientPort, peerPort, gone, hasLog, process);
    }

    /** Whether it was there when the cluster began. */
    public boolean isFounder() {
      return standing == Standing.FOUNDER || standing == Standing.REMOVED_FOUNDER;
    }

    /** Whether it is still to run. */
    public boolean isThere() {
      return standing == Standing.FOUNDER || standing == Standing.ADDED;
    }

    /** host:port for clients. */
    public String clientEndpoint() {
      return "127.0.0.1:" + clientPort;
    }

    /** host:port for peers. */
    public String peerEndpoint() {
      return "127.0.0.1:" + peerPort;
    }
  }

  /** Copies the list. */
  public ClusterFile {
    nodes = List.copyOf(nodes);
  }

  /**
   * The node of a number.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Node node(int number) {
    return nodes.stream()
        .filter(node -> node.number() == number)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no node %d; this cluster has nodes 1 to %d"
                        .formatted(number, nodes.getLast().number())));
  }

  /** The same cluster with one node replaced. */
  public ClusterFile with(Node node) {
    List<Node> changed = new ArrayList<>(nodes);
    changed.replaceAll(each -> each.number() == node.number() ? node : each);
    return new ClusterFile(clusterId, changed);
  }

  /** The same cluster with one node more. */
  public ClusterFile adding(Node node) {
    List<Node> changed = new ArrayList<>(nodes);
    changed.add(node);
    return new ClusterFile(clusterId, changed);
  }

  /** The nodes that were not removed. */
  public List<Node> there() {
    return nodes.stream().filter(Node::isThere).toList();
  }

  /** The clients' endpoints of the nodes that were not removed. */
  public List<String> clientEndpoints() {
    return there().stream().map(Node::clientEndpoint).toList();
  }

  /**
   * Reads the file of a folder; empty when there is none.
   *
   * @throws IOException when it cannot be read or makes no sense
   */
  public static Optional<ClusterFile> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    Map<String, String> values = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
    try {
      if (number(values, "format") != 1) {
        throw new NumberFormatException("format is " + values.get("format") + ", not 1");
      }
      List<Node> nodes = new ArrayList<>();
      for (int n = 1; n <= number(values, "nodes"); n++) {
        if (!values.containsKey("node." + n + ".elsewhere")) {
          nodes.add(node(values, n));
        }
      }
      return Optional.of(new ClusterFile(number(values, "cluster-id"), nodes));
    } catch (NumberFormatException e) {
      throw new IOException(
          file + " is damaged (" + e.getMessage() + "); stop its nodes and remove the folder", e);
    }
  }

  private static Node node(Map<String, String> values, int n) {
    String prefix = "node." + n + ".";
    Optional<ProcessIdentity> process = Optional.empty();
    String birth = values.get(prefix + "birth");
    if (birth != null) {
      process = Optional.of(new ProcessIdentity(number(values, prefix + "pid"), birth));
    }
    return new Node(
        n,
        (int) number(values, prefix + "client-port"),
        (int) number(values, prefix + "peer-port"),
        standing(values.containsKey(prefix + "joins"), values.containsKey(prefix + "removed")),
        values.containsKey(prefix + "log"),
        process);
  }

  private static Node.Standing standing(boolean joins, boolean removed) {
    if (joins) {
      return removed ? Node.Standing.REMOVED : Node.Standing.ADDED;
    }
    return removed ? Node.Standing.REMOVED_FOUNDER : Node.Standing.FOUNDER;
  }

  private static long number(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new NumberFormatException("no " + name);
    }
    return Long.parseLong(value);
  }

  /** Writes the file into a folder that exists, in one step: a reader sees the old or the new. */
  public void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder("format=1\n");
    text.append("cluster-id=").append(clusterId).append('\n');
    text.append("nodes=").append(nodes.getLast().number()).append('\n');
    int last = 0;
    for (Node node : nodes) {
      while (++last < node.number()) {
        text.append("node.").append(last).append(".elsewhere=true\n");
      }
      String prefix = "node." + node.number() + ".";
      text.append(prefix).append("client-port=").append(node.clientPort()).append('\n');
      text.append(prefix).append("peer-port=").append(node.peerPort()).append('\n');
      if (!node.isFounder()) {
        text.append(prefix).append("joins=true\n");
      }
      if (!node.isThere()) {
        text.append(prefix).append("removed=true\n");
      }
      if (node.hasLog()) {
        text.append(prefix).append("log=true\n");
      }
      node.process()
          .ifPresent(
              process -> {
                text.append(prefix).append("pid=").append(process.pid()).append('\n');
                text.append(prefix).append("birth=").append(process.birth()).append('\n');
              });
    }
    Path draft = folder.resolve(NAME + ".new");
    Files.writeString(draft, text);
    Files.move(
        draft,
        folder.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
