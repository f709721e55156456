package dev.palisade.kv.server;

import dev.palisade.raft.MemberAddress;
import dev.palisade.raft.NodeId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A member of the cluster and where it listens.
 *
 * @param peers where the other nodes reach it
 * @param clients where clients reach it
 */
public record Member(NodeId id, InetSocketAddress peers, InetSocketAddress clients) {
  /**
   * Parses members separated by semicolons, each as {@link #parse} takes it; ascending by id.
   *
   * @throws IllegalArgumentException if one makes no sense, or two have one id
   */
  public static List<Member> parseAll(String text) {
    List<Member> members = new ArrayList<>();
    for (String each : text.split(";")) {
      members.add(parse(each.trim()));
    }
    members.sort((left, right) -> left.id().compareTo(right.id()));
    for (int i = 1; i < members.size(); i++) {
      if (members.get(i).id().equals(members.get(i - 1).id())) {
        throw new IllegalArgumentException("names " + members.get(i).id() + " twice");
      }
    }
    return List.copyOf(members);
  }

  /** Parses {@code 1=host:port,host:port}: id, endpoint for peers, endpoint for clients. */
  static Member parse(String text) {
    int equals = text.indexOf('=');
    String[] endpoints = text.substring(equals + 1).split(",", -1);
    if (equals < 1 || endpoints.length != 2) {
      throw new IllegalArgumentException(
          "member '" + text + "' is not of the form ID=PEER_HOST:PORT,CLIENT_HOST:PORT");
    }
    return new Member(
        new NodeId(number(text, text.substring(0, equals))),
        endpoint(text, endpoints[0]),
        endpoint(text, endpoints[1]));
  }

  /** Both endpoints, as a configuration names them. */
  public MemberAddress address() {
    return new MemberAddress(show(peers), show(clients));
  }

  static String show(InetSocketAddress endpoint) {
    return endpoint.getHostString() + ":" + endpoint.getPort();
  }

  private static InetSocketAddress endpoint(String member, String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "member '" + member + "': endpoint '" + text + "' is not of the form HOST:PORT");
    }
    int port = number(member, text.substring(colon + 1));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "member '" + member + "': port " + port + " is not within 1 to 65535");
    }
    return InetSocketAddress.createUnresolved(text.substring(0, colon), port);
  }

  /**
   * Parses one endpoint, {@code HOST:PORT}, without resolving its host.
   *
   * @throws IllegalArgumentException if it is not of this form; the message follows the value
   */
  static InetSocketAddress endpoint(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("is not of the form HOST:PORT");
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw new IllegalArgumentException("has a port that is not within 1 to 65535");
    }
    return InetSocketAddress.createUnresolved(text.substring(0, colon), number);
  }

  private static int number(String member, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("member '" + member + "': '" + text + "' is no number", e);
    }
  }
}
