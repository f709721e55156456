package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A system of {@link TinyNode}s, of which the first leads until another one is told to. */
public final class TinySystem implements SystemUnderTest {
  private static final int MILLIS = 5_000;

  private final Optional<TinyMembership> membership;

  /** One whose members do not change. */
  public TinySystem() {
    membership = Optional.empty();
  }

  /** One whose members do. */
  public TinySystem(TinyMembership membership) {
    this.membership = Optional.of(membership);
  }

  @Override
  public Optional<Membership> membership() {
    return membership.map(Membership.class::cast);
  }

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public Optional<String> whyNotHere() {
    return Optional.empty();
  }

  @Override
  public List<String> command(NodePlan node, List<NodePlan> all) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path", ""),
        TinyNode.class.getName(),
        Integer.toString(node.number()),
        node.client().toString(),
        node.peerBind().toString(),
        logDirectory(node).toString(),
        stateDirectory(node).toString(),
        node.peerDial().values().stream().map(Address::toString).collect(Collectors.joining(",")));
  }

  @Override
  public NodeView observe(NodePlan node) {
    Map<String, String> told = ask(node.client());
    if (told.isEmpty()) {
      return NodeView.unreachable();
    }
    long writes = number(told, "writes");
    int leader = membership.map(TinyMembership::leader).orElse(1);
    String role = node.number() == leader ? "LEADER" : "FOLLOWER";
    return new NodeView(true, role, 1, leader, writes, writes);
  }

  /** What a node tells of itself; empty when it does not answer. */
  public static Map<String, String> ask(Address client) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(MILLIS);
      socket.connect(new InetSocketAddress(client.host(), client.port()), MILLIS);
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> told = new HashMap<>();
      for (String pair : text.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          told.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      return told;
    } catch (IOException unanswered) {
      return Map.of();
    }
  }

  /** A number that a node has told; 0 when it has not. */
  public static long number(Map<String, String> told, String name) {
    return Long.parseLong(told.getOrDefault(name, "0"));
  }

  @Override
  public Path logDirectory(NodePlan node) {
    return node.directory().resolve("data");
  }

  @Override
  public Path stateDirectory(NodePlan node) {
    return node.directory().resolve("state");
  }
}
