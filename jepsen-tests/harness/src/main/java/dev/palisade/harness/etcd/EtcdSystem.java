package dev.palisade.harness.etcd;

import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.cluster.NodeView;
import dev.palisade.harness.cluster.SystemUnderTest;
import dev.palisade.harness.net.Address;
import dev.palisade.harness.net.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A cluster of Debian's etcd servers. Thread-safe; to be closed after the cluster.
 *
 * <p>etcd derives a member's identity from the address that its peers dial, so all must be given
 * the same one. Where each pair of nodes has a proxy of its own, peers have names instead, and each
 * node reaches them through a {@link SocksRelay}, as Go's HTTP client does when its environment
 * says so.
 */
public final class EtcdSystem implements SystemUnderTest, AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(900);
  private static final int NAMED_PORT = 2380;

  private final Map<Integer, SocksRelay> relays = new HashMap<>();
  private final Map<Integer, EtcdGateway> observers = new HashMap<>();

  /** Numbers of nodes by the identity that etcd gave them. */
  private final Map<Long, Integer> members = new HashMap<>();

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public Optional<String> whyNotHere() {
    return Programs.find("etcd").isPresent()
        ? Optional.empty()
        : Optional.of("etcd is not installed: run scripts/chaos-tools");
  }

  @Override
  public List<String> command(NodePlan node, List<NodePlan> all) {
    boolean proxied = isProxied(node);
    String cluster =
        all.stream()
            .map(each -> "n" + each.number() + "=" + peerUrl(each, proxied))
            .collect(Collectors.joining(","));
    return List.of(
        "etcd",
        "--name=n" + node.number(),
        "--data-dir=" + data(node),
        "--listen-client-urls=" + url(node.client()),
        "--advertise-client-urls=" + url(node.client()),
        "--listen-peer-urls=" + url(node.peerBind()),
        "--initial-advertise-peer-urls=" + peerUrl(node, proxied),
        "--initial-cluster=" + cluster,
        "--initial-cluster-state=new",
        "--logger=zap",
        "--log-outputs=stderr");
  }

  @Override
  public Map<String, String> environment(NodePlan node) {
    String proxy = isProxied(node) ? "socks5://127.0.0.1:" + relay(node).port() : "";
    return Map.of("HTTP_PROXY", proxy, "http_proxy", proxy, "NO_PROXY", "", "no_proxy", "");
  }

  private static boolean isProxied(NodePlan node) {
    return node.peerDial().values().stream()
        .anyMatch(address -> address.host().equals("127.0.0.1"));
  }

  private static String peerUrl(NodePlan node, boolean proxied) {
    return proxied ? "http://" + peerName(node.number()) + ":" + NAMED_PORT : url(node.peerBind());
  }

  /** A name that no name server knows, so that nothing is dialled but through the relay. */
  private static String peerName(int node) {
    return "n" + node + ".invalid";
  }

  private static String url(Address address) {
    return "http://" + address;
  }

  private synchronized SocksRelay relay(NodePlan node) {
    return relays.computeIfAbsent(
        node.number(),
        number -> {
          Map<String, Address> names = new HashMap<>();
          node.peerDial().forEach((peer, address) -> names.put(peerName(peer), address));
          try {
            return new SocksRelay(names);
          } catch (IOException e) {
            throw new ClusterException("no port for the relay of node " + number, e);
          }
        });
  }

  @Override
  public NodeView observe(NodePlan node) {
    try {
      EtcdGateway observer = observer(node);
      Map<?, ?> status = observer.call("maintenance/status", Map.of());
      long self = status.get("header") instanceof Map<?, ?> header ? id(header, "member_id") : 0;
      long leader = id(status, "leader");
      if (leader != 0 && number(leader) == 0) {
        learnMembers(observer);
      }
      return new NodeView(
          true,
          leader == 0 ? "CANDIDATE" : leader == self ? "LEADER" : "FOLLOWER",
          EtcdGateway.number(status, "raftTerm"),
          number(leader),
          EtcdGateway.number(status, "raftIndex"),
          EtcdGateway.number(status, "raftAppliedIndex"));
    } catch (IOException unanswered) {
      return NodeView.unreachable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NodeView.unreachable();
    }
  }

  private static long id(Map<?, ?> fields, String name) {
    return EtcdGateway.number(fields, name);
  }

  private synchronized int number(long member) {
    return members.getOrDefault(member, 0);
  }

  private void learnMembers(EtcdGateway observer) throws IOException, InterruptedException {
    Map<?, ?> answer = observer.call("cluster/member/list", Map.of());
    if (answer.get("members") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> member && member.get("name") instanceof String name) {
          learn(id(member, "ID"), name);
        }
      }
    }
  }

  private synchronized void learn(long member, String name) {
    if (name.matches("n[1-9]")) {
      members.put(member, Integer.parseInt(name.substring(1)));
    }
  }

  private synchronized EtcdGateway observer(NodePlan node) {
    return observers.computeIfAbsent(node.number(), unseen -> new EtcdGateway(node.client(), LOOK));
  }

  @Override
  public Path logDirectory(NodePlan node) {
    return data(node).resolve("member").resolve("wal");
  }

  @Override
  public Path stateDirectory(NodePlan node) {
    return data(node).resolve("member").resolve("snap");
  }

  private static Path data(NodePlan node) {
    return node.directory().resolve("data");
  }

  @Override
  public synchronized void close() {
    relays.values().forEach(SocksRelay::close);
    relays.clear();
    observers.values().forEach(EtcdGateway::close);
    observers.clear();
  }
}
