package dev.palisade.harness.net;

import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Nodes on the loopback address, each reaching each other one through a proxy of its own. A trouble
 * of the link 1&gt;2 meets what node 1 sends to node 2 on the connections that either has dialled.
 *
 * <p>What differs from packets: the two ends' acknowledgements are not theirs but the proxy's, so a
 * cut of one direction leaves the other running for as long as the nodes let it; a dialler's
 * handshake succeeds with the proxy though the link is cut, and is then silent; what is cut is kept
 * and arrives after healing, as TCP would send it again.
 */
public final class ProxyNet implements Net {
  private static final String LOOPBACK = "127.0.0.1";

  private final FreePorts range;
  private final Map<Integer, Integer> clientPorts = new TreeMap<>();
  private final Map<Integer, Integer> peerPorts = new TreeMap<>();
  private final Map<Link, LinkState> links = new TreeMap<>();

  /** By the link from the dialling node to the dialled one. */
  private final Map<Link, Proxy> proxies = new TreeMap<>();

  private final Map<Integer, ConnectRelay> relays = new TreeMap<>();

  private ProxyNet(FreePorts range) {
    this.range = range;
  }

  /** Opens the proxies between so many nodes. */
  public static ProxyNet open(int nodes, RandomGenerator dice) {
    ProxyNet net = new ProxyNet(FreePorts.claim(dice));
    List<ServerSocket> listening = new ArrayList<>(net.range.listen(nodes * nodes));
    List<Integer> ports = net.range.choose(2 * nodes);
    for (int node = 1; node <= nodes; node++) {
      net.clientPorts.put(node, ports.get(2 * node - 2));
      net.peerPorts.put(node, ports.get(2 * node - 1));
    }
    List<Integer> all = List.copyOf(net.clientPorts.keySet());
    Link.oneWay(all, all).forEach(link -> net.links.put(link, new LinkState()));
    for (Link link : net.links.keySet()) {
      net.proxies.put(
          link,
          new Proxy(
              listening.removeLast(),
              net.port(net.peerPorts, link.to()),
              net.state(link),
              net.state(link.reversed())));
    }
    for (int node : all) {
      net.relays.put(node, new ConnectRelay(listening.removeLast(), net.targets(node)));
    }
    return net;
  }

  private Map<String, Proxy> targets(int from) {
    Map<String, Proxy> targets = new TreeMap<>();
    peerPorts.keySet().stream()
        .filter(to -> to != from)
        .forEach(to -> targets.put(peerBind(to).toString(), proxy(new Link(from, to))));
    return targets;
  }

  @Override
  public NetKind kind() {
    return NetKind.PROXY;
  }

  @Override
  public Address client(int node) {
    return new Address(LOOPBACK, port(clientPorts, node));
  }

  @Override
  public Address peerBind(int node) {
    return new Address(LOOPBACK, port(peerPorts, node));
  }

  @Override
  public Address peerDial(int from, int to) {
    return new Address(LOOPBACK, proxy(new Link(from, to)).port());
  }

  @Override
  public Optional<Address> relay(int from) {
    ConnectRelay relay = relays.get(from);
    if (relay == null) {
      throw new NetException("there is no node " + from);
    }
    return Optional.of(new Address(LOOPBACK, relay.port()));
  }

  @Override
  public List<String> inside(int node, List<String> command) {
    return command;
  }

  @Override
  public List<String> cleanup() {
    return List.of();
  }

  @Override
  public Optional<String> whyNotHere(Class<? extends Trouble> trouble) {
    return Optional.empty();
  }

  @Override
  public Hold trouble(Collection<Link> on, Trouble trouble) {
    List<Link> kept = List.copyOf(on);
    kept.forEach(link -> state(link).add(trouble));
    AtomicBoolean off = new AtomicBoolean();
    return () -> {
      if (off.compareAndSet(false, true)) {
        kept.forEach(link -> state(link).remove(trouble));
      }
    };
  }

  @Override
  public Optional<String> whyNotReset() {
    return Optional.empty();
  }

  @Override
  public boolean reset(Collection<Link> which) {
    int count = 0;
    for (Link link : which) {
      count += proxy(link).reset() + proxy(link.reversed()).reset();
    }
    return count > 0;
  }

  @Override
  public Optional<Hold> halfOpen(Collection<Link> which) {
    List<ProxiedConnection> forgotten = new ArrayList<>();
    which.forEach(link -> forgotten.addAll(proxy(link).forgetAtTarget()));
    return forgotten.isEmpty()
        ? Optional.empty()
        : Optional.of(() -> forgotten.forEach(ProxiedConnection::reset));
  }

  @Override
  public void close() {
    relays.values().forEach(ConnectRelay::close);
    proxies.values().forEach(Proxy::close);
    range.close();
  }

  private int port(Map<Integer, Integer> ports, int node) {
    Integer port = ports.get(node);
    if (port == null) {
      throw new NetException("there is no node " + node);
    }
    return port;
  }

  private LinkState state(Link link) {
    LinkState state = links.get(link);
    if (state == null) {
      throw new NetException("there is no link " + link);
    }
    return state;
  }

  private Proxy proxy(Link link) {
    Proxy proxy = proxies.get(link);
    if (proxy == null) {
      throw new NetException("there is no link " + link);
    }
    return proxy;
  }
}
