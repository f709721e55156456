package dev.palisade.harness.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Each node in a network namespace of its own, with an address of its own, joined by a bridge that
 * clients reach too. Troubles are rules of the packet filter where a link's packets arrive.
 */
public final class NetnsNet implements Net {
  private static final int CLIENT_PORT = 7001;
  private static final int PEER_PORT = 7002;
  private static final String TABLE = "table inet chaos";

  private final Namespaces namespaces;

  /** The rules in force where packets arrive, by node; each entry is one trouble's. */
  private final Map<Integer, List<String>> rules = new TreeMap<>();

  private boolean closed;

  private NetnsNet(Namespaces namespaces, int nodes) {
    this.namespaces = namespaces;
    for (int node = 1; node <= nodes; node++) {
      rules.put(node, new ArrayList<>());
    }
  }

  /** Why it cannot be had here; empty when it can. */
  static Optional<String> whyNotHere() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.of("network namespaces exist on Linux only; use --net proxy");
    }
    for (String program : List.of("ip", "ss", "nft")) {
      if (Programs.find(program).isEmpty()) {
        return Optional.of(program + " is not installed: run scripts/chaos-tools");
      }
    }
    if (!isRoot()) {
      return Optional.of("it needs root; use --net proxy, or run as root");
    }
    try {
      Commands.run("nft list tables");
      return Optional.empty();
    } catch (NetException refused) {
      return Optional.of("the kernel refuses packet filters: " + refused.getMessage());
    }
  }

  private static boolean isRoot() {
    try {
      return Commands.run("id -u").strip().equals("0");
    } catch (NetException noSuchProgram) {
      return false;
    }
  }

  /** Makes the namespaces of so many nodes. */
  static NetnsNet open(int nodes) {
    NetnsNet net = new NetnsNet(Namespaces.make(nodes), nodes);
    boolean opened = false;
    try {
      net.rules.keySet().forEach(net::enforce);
      opened = true;
      return net;
    } finally {
      if (!opened) {
        net.close();
      }
    }
  }

  @Override
  public NetKind kind() {
    return NetKind.NETNS;
  }

  @Override
  public Address client(int node) {
    return new Address(namespaces.address(node), CLIENT_PORT);
  }

  @Override
  public Address peerBind(int node) {
    return new Address(namespaces.address(node), PEER_PORT);
  }

  @Override
  public Address peerDial(int from, int to) {
    return peerBind(to);
  }

  @Override
  public Optional<Address> relay(int from) {
    return Optional.empty();
  }

  @Override
  public List<String> inside(int node, List<String> command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", namespaces.name(node)));
    line.addAll(command);
    return line;
  }

  @Override
  public List<String> cleanup() {
    return namespaces.cleanup();
  }

  @Override
  public Optional<String> whyNotHere(Class<? extends Trouble> trouble) {
    return trouble == Trouble.Delay.class
        ? Optional.of("packet filters cannot delay packets; use --net proxy")
        : Optional.empty();
  }

  @Override
  public Hold trouble(Collection<Link> links, Trouble trouble) {
    whyNotHere(trouble.getClass())
        .ifPresent(
            why -> {
              throw new NetException(why);
            });
    Map<Integer, List<String>> added = new TreeMap<>();
    for (Link link : links) {
      added
          .computeIfAbsent(link.to(), unseen -> new ArrayList<>())
          .add("ip saddr " + namespaces.address(link.from()) + " " + dropped(trouble));
    }
    return hold(added);
  }

  private static String dropped(Trouble trouble) {
    return switch (trouble) {
      case Trouble.Cut() -> "drop";
      case Trouble.Loss(double fraction) ->
          String.format(
              Locale.ROOT, "numgen random mod 1000 < %d drop", Math.round(fraction * 1000));
      case Trouble.Bandwidth(int bytes) ->
          "limit rate over %d bytes/second burst %d bytes drop".formatted(bytes, bytes / 4);
      case Trouble.Delay delay -> throw new NetException("no filter for " + delay);
    };
  }

  private synchronized Hold hold(Map<Integer, List<String>> added) {
    added.forEach((node, lines) -> rulesOf(node).addAll(lines));
    added.keySet().forEach(this::enforce);
    AtomicBoolean off = new AtomicBoolean();
    return () -> {
      if (off.compareAndSet(false, true)) {
        take(added);
      }
    };
  }

  private synchronized void take(Map<Integer, List<String>> added) {
    if (closed) {
      return;
    }
    // One by one: another trouble may have put the same rule there.
    added.forEach((node, lines) -> lines.forEach(line -> rulesOf(node).remove(line)));
    added.keySet().forEach(this::enforce);
  }

  /** All rules of a node at once, so that no packet meets half of them. */
  private synchronized void enforce(int node) {
    StringBuilder script = new StringBuilder();
    script.append(TABLE).append("\ndelete ").append(TABLE).append('\n');
    script.append(TABLE).append(" {\n chain input {\n type filter hook input priority 0;\n");
    rulesOf(node).forEach(line -> script.append(line).append('\n'));
    script.append(" }\n}\n");
    Commands.run(inside(node, List.of("nft", "-f", "-")), script.toString());
  }

  @Override
  public Optional<String> whyNotReset() {
    return EndedConnection.whyNotHere();
  }

  @Override
  public synchronized boolean reset(Collection<Link> links) {
    requireReset();
    boolean any = false;
    for (Link link : new TreeSet<>(links)) {
      any |= abort(link.from(), "dst " + namespaces.address(link.to()));
    }
    return any;
  }

  private void requireReset() {
    whyNotReset()
        .ifPresent(
            why -> {
              throw new NetException(why);
            });
  }

  /** Whether there was any such connection: those that it has ended are what it writes. */
  private boolean abort(int node, String filter) {
    return !Commands.run(inside(node, EndedConnection.command(filter)), "").isBlank();
  }

  @Override
  public synchronized Optional<Hold> halfOpen(Collection<Link> links) {
    requireReset();
    Map<Integer, List<String>> silent = new TreeMap<>();
    Map<Link, List<String>> ports = new TreeMap<>();
    for (Link link : new TreeSet<>(links)) {
      List<String> own = portsOf(link);
      if (own.isEmpty()) {
        continue;
      }
      ports.put(link, own);
      String set = "{ " + String.join(", ", own) + " }";
      String dialler = "ip saddr " + namespaces.address(link.from()) + " tcp sport " + set;
      String target = "ip saddr " + namespaces.address(link.to()) + " tcp dport " + set;
      silent.computeIfAbsent(link.to(), unseen -> new ArrayList<>()).add(dialler + " drop");
      silent.computeIfAbsent(link.from(), unseen -> new ArrayList<>()).add(target + " drop");
    }
    if (ports.isEmpty()) {
      return Optional.empty();
    }
    Hold hold = hold(silent);
    ports.forEach(
        (link, own) -> {
          String dialler = "dst " + namespaces.address(link.from());
          own.forEach(port -> abort(link.to(), dialler + " dport = :" + port));
        });
    return Optional.of(hold);
  }

  /** The dialling node's ports of its connections to the other's port for peers. */
  private List<String> portsOf(Link link) {
    List<String> line = List.of("ss", "-H", "-t", "-n", "state", "established");
    List<String> filtered = new ArrayList<>(line);
    filtered.addAll(List.of("dst", namespaces.address(link.to()), "dport", "=", ":" + PEER_PORT));
    List<String> ports = new ArrayList<>();
    for (String connection : Commands.run(inside(link.from(), filtered), "").split("\n", -1)) {
      String[] fields = connection.strip().split("\\s+", -1);
      if (fields.length >= 4) {
        ports.add(fields[2].substring(fields[2].lastIndexOf(':') + 1));
      }
    }
    return ports;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      namespaces.remove();
    }
  }

  private List<String> rulesOf(int node) {
    List<String> own = rules.get(node);
    if (own == null) {
      throw new NetException("there is no node " + node);
    }
    return own;
  }
}
