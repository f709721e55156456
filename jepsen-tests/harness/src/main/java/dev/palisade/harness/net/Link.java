package dev.palisade.harness.net;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One direction between two nodes: what {@code from} sends to {@code to}, on whichever connection.
 *
 * @param from a node's number
 * @param to another's
 */
public record Link(int from, int to) implements Comparable<Link> {
  public Link {
    if (from == to || from < 1 || to < 1) {
      throw new IllegalArgumentException("no link leads from node " + from + " to node " + to);
    }
  }

  /** The other direction. */
  public Link reversed() {
    return new Link(to, from);
  }

  /** Both directions between each node of one side and each of the other. */
  public static List<Link> between(Collection<Integer> some, Collection<Integer> others) {
    List<Link> links = new ArrayList<>(oneWay(some, others));
    links.addAll(oneWay(others, some));
    return links;
  }

  /** From each node of one side to each of the other; from none to itself. */
  public static List<Link> oneWay(Collection<Integer> from, Collection<Integer> to) {
    List<Link> links = new ArrayList<>();
    for (int each : from) {
      for (int other : to) {
        if (each != other) {
          links.add(new Link(each, other));
        }
      }
    }
    return links;
  }

  @Override
  public int compareTo(Link other) {
    return from != other.from ? Integer.compare(from, other.from) : Integer.compare(to, other.to);
  }

  /** {@code 1>2}. */
  @Override
  public String toString() {
    return from + ">" + to;
  }
}
