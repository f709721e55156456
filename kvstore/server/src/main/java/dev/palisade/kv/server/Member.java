package dev.palisade.kv.server;

import dev.palisade.raft.Endpoint;
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
   * @throws IllegalArgumentException if one makes no sense, or two have one id or one address
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
    requireApart(members);
    return List.copyOf(members);
  }

  /** Two nodes cannot be at one address, nor can peers and clients be served at one. */
  private static void requireApart(List<Member> members) {
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.address().isOne()) {
        throw new IllegalArgumentException(
            "gives peers and clients of %s one address, %s; a node needs two ports"
                .formatted(member.id(), show(member.peers)));
      }
      for (Member other : members.subList(0, i)) {
        if (member.address().overlaps(other.address())) {
          throw new IllegalArgumentException(
              "gives %s and %s the same address".formatted(other.id(), member.id()));
        }
      }
    }
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
        new NodeId(id(text, text.substring(0, equals))),
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
    try {
      return endpoint(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("member '" + member + "': " + e.getMessage(), e);
    }
  }

  /**
   * Parses one endpoint, {@code HOST:PORT}, without resolving its host.
   *
   * @throws IllegalArgumentException if it is not of this form; the message says why
   */
  static InetSocketAddress endpoint(String text) {
    Endpoint endpoint = Endpoint.parse(text);
    return InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port());
  }

  private static int id(String member, String text) {
    int id;
    try {
      id = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      id = 0;
    }
    if (id < 1) {
      throw new IllegalArgumentException(
          "member '%s': '%s' is not a node id; expected a number from 1 to %d"
              .formatted(member, text, Integer.MAX_VALUE));
    }
    return id;
  }
}
