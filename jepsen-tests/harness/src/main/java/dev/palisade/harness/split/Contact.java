package dev.palisade.harness.split;

import dev.palisade.harness.net.Link;
import dev.palisade.harness.split.CutOff.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who could exchange messages with whom, at each moment of a run. A link carries nothing while it
 * is cut, and while the process at either end of it is down.
 *
 * <p>While it is not known who the members are, as they change, a node counts as cut off only while
 * it reaches nobody at all, for a majority of two or more is more than one.
 */
final class Contact {
  private final int nodes;
  private final Set<Integer> first = new TreeSet<>();
  private final KnownMembers members;
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
    this.members = faults.members();
    places = new TreeSet<>(looks.nodes());
    for (int node = 1; node <= nodes; node++) {
      places.add(node);
      first.add(node);
    }
    members.changes().forEach(nanos -> changes.put(nanos, new HashMap<>()));
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
   * When each member could not exchange messages, in both directions, with so many others as make a
   * majority with itself.
   */
  List<CutOff> withoutMajority() {
    return during(this::ruleWithoutMajority);
  }

  private @Nullable Rule ruleWithoutMajority(int node, long nanos) {
    Set<Integer> known = members.at(nanos, first);
    if (known == null) {
      return reached(node, places) == 0 ? Rule.NOBODY : null;
    }
    boolean has = !known.contains(node) || reached(node, known) >= known.size() / 2;
    return has ? null : Rule.MAJORITY;
  }

  /** When nothing that another one sent could reach a node. */
  List<CutOff> hearingNobody() {
    return during((node, _) -> hearsNobody(node) ? Rule.NOBODY : null);
  }

  private boolean hearsNobody(int node) {
    return places.stream().allMatch(from -> from == node || isSilent(new Link(from, node)));
  }

  /** What makes a node count as cut off at a moment; null if nothing does. */
  private interface Condition {
    @Nullable Rule of(int node, long nanos);
  }

  private List<CutOff> during(Condition condition) {
    List<CutOff> found = new ArrayList<>();
    if (nodes < 2) {
      return found; // Alone it is the majority.
    }
    Map<Integer, CutOff> since = new TreeMap<>();
    silent.clear();
    changes.forEach(
        (nanos, atOnce) -> {
          atOnce.forEach((link, count) -> silent.merge(link, count, Integer::sum));
          for (int node : places) {
            Rule rule = isDown(node, nanos) ? null : condition.of(node, nanos);
            if (rule != null) {
              CutOff begun = new CutOff(node, new Span(nanos, nanos), rule);
              since.merge(node, begun, Contact::goingOn);
            } else {
              CutOff ended = since.remove(node);
              if (ended != null) {
                Span span = new Span(ended.span().begin(), nanos);
                found.add(new CutOff(node, span, ended.rule()));
              }
            }
          }
        });
    return found;
  }

  /** One time, though for some of it another rule holds. */
  private static CutOff goingOn(CutOff before, CutOff now) {
    return now.rule() == Rule.NOBODY
        ? new CutOff(before.node(), before.span(), now.rule())
        : before;
  }

  private long reached(int node, Set<Integer> others) {
    return others.stream()
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
