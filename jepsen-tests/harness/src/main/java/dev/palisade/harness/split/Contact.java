package dev.palisade.harness.split;

import dev.palisade.harness.net.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Who could exchange messages with whom, at each moment of a run. A link carries nothing while it
 * is cut, and while the process at either end of it is down.
 *
 * <p>Where members change it is not known at which moment how many are a majority: then a node
 * counts as cut off only while it reaches nobody at all, for a majority of two or more is more than
 * one.
 */
final class Contact {
  private final int nodes;
  private final boolean membersChange;
  private final Set<Integer> places;
  private final Map<Integer, List<Span>> down = new TreeMap<>();

  /** How many reasons begin to keep a link silent at a moment, less those that end. */
  private final TreeMap<Long, Map<Link, Integer>> changes = new TreeMap<>();

  /** How many reasons keep a link silent at the moment that is looked at. */
  private final Map<Link, Integer> silent = new HashMap<>();

  /**
   * Of a run.
   *
   * @param nodes how many it began with
   */
  Contact(int nodes, Disturbances faults, Looks looks) {
    this.nodes = nodes;
    this.membersChange = faults.membersChanged();
    places = new TreeSet<>(looks.nodes());
    for (int node = 1; node <= nodes; node++) {
      places.add(node);
    }
    faults.cuts().forEach(cut -> keepSilent(List.of(cut.link()), cut.span()));
    for (int node : places) {
      List<Link> own = Link.between(List.of(node), places);
      down.put(node, looks.down(node));
      looks.down(node).forEach(span -> keepSilent(own, span));
    }
  }

  private void keepSilent(List<Link> links, Span span) {
    for (Link link : links) {
      changes.computeIfAbsent(span.begin(), unseen -> new HashMap<>()).merge(link, 1, Integer::sum);
      changes.computeIfAbsent(span.end(), unseen -> new HashMap<>()).merge(link, -1, Integer::sum);
    }
  }

  /**
   * When each node could not exchange messages, in both directions, with so many others as make a
   * majority with itself.
   */
  List<CutOff> withoutMajority() {
    int others = membersChange ? 1 : nodes / 2;
    return during(node -> reached(node) < others);
  }

  /** When nothing that another one sent could reach a node. */
  List<CutOff> hearingNobody() {
    return during(
        node -> places.stream().allMatch(from -> from == node || isSilent(new Link(from, node))));
  }

  private List<CutOff> during(IntPredicate condition) {
    List<CutOff> found = new ArrayList<>();
    if (nodes < 2) {
      return found; // Alone it is the majority.
    }
    Map<Integer, Long> since = new TreeMap<>();
    silent.clear();
    changes.forEach(
        (nanos, atOnce) -> {
          atOnce.forEach((link, count) -> silent.merge(link, count, Integer::sum));
          for (int node : places) {
            if (condition.test(node) && !isDown(node, nanos)) {
              since.putIfAbsent(node, nanos);
            } else {
              Long begin = since.remove(node);
              if (begin != null) {
                found.add(new CutOff(node, new Span(begin, nanos)));
              }
            }
          }
        });
    return found;
  }

  private long reached(int node) {
    return places.stream()
        .filter(other -> other != node)
        .filter(other -> !isSilent(new Link(node, other)) && !isSilent(new Link(other, node)))
        .count();
  }

  /** A process that is not there is not cut off. */
  private boolean isDown(int node, long nanos) {
    return down.getOrDefault(node, List.of()).stream()
        .anyMatch(span -> span.begin() <= nanos && nanos < span.end());
  }

  private boolean isSilent(Link link) {
    return silent.getOrDefault(link, 0) > 0;
  }
}
