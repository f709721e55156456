package dev.palisade.harness.split;

import dev.palisade.harness.json.JsonFields;
import dev.palisade.harness.json.JsonLines;
import dev.palisade.harness.net.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was done to links and nodes, read from {@code faults.jsonl}. Of a cut counts only what is
 * certain: from when it was complete to when its end began; one whose end is not noted is left out.
 */
final class Disturbances {
  private static final Set<String> OF_NODES = Set.of("process", "clock", "disk");

  /** Hands leadership over; the members stay. */
  private static final String TRANSFER = "transfer";

  private final Map<Long, Begun> begun = new HashMap<>();
  private final List<LinkCut> cuts = new ArrayList<>();
  private final Map<String, Deed> open = new HashMap<>();
  private final List<Deed> deeds = new ArrayList<>();
  private final KnownMembers members = new KnownMembers();

  /** A cut whose end was not read yet. */
  private record Begun(long nanos, List<Link> links) {}

  /** Nothing passed this link. */
  record LinkCut(Link link, Span span) {}

  /** Something was done to nodes; until it is undone, for ever. */
  private record Deed(List<Integer> nodes, Span span) {}

  private Disturbances() {}

  static Disturbances read(Path file) throws IOException {
    Disturbances read = new Disturbances();
    JsonLines.read(file, (line, number) -> read.accept(line));
    read.deeds.addAll(read.open.values());
    return read;
  }

  private void accept(JsonFields line) {
    if (line.has("note")) {
      note(line);
    } else if (line.has("cut")) {
      List<Link> links = line.list("links").stream().map(each -> link(each.toString())).toList();
      begun.put(line.number("cut", 0), new Begun(line.number("time", 0), links));
    } else if (line.has("joining")) {
      Begun ending = begun.remove(line.number("joining", 0));
      if (ending != null) {
        Span span = new Span(ending.nanos(), line.number("time", 0));
        ending.links().forEach(link -> cuts.add(new LinkCut(link, span)));
      }
    } else if (line.has("name")) {
      begins(line);
    } else if (line.has("healed")) {
      Deed ending = open.remove(line.text("id", ""));
      if (ending != null) {
        Span span = new Span(ending.span().begin(), line.number("healed", 0));
        deeds.add(new Deed(ending.nodes(), span));
      }
    }
  }

  private void begins(JsonFields line) {
    String family = line.text("family", "");
    if (OF_NODES.contains(family)) {
      List<Integer> nodes =
          line.list("nodes").stream().map(each -> Integer.valueOf(each.toString())).toList();
      Span forEver = new Span(line.number("begin", 0), Long.MAX_VALUE);
      open.put(line.text("id", ""), new Deed(nodes, forEver));
    }
    if (family.equals("membership") && !line.text("name", "").equals(TRANSFER)) {
      members.changeBegan();
    }
  }

  private void note(JsonFields line) {
    String kind = line.text("note", "");
    long nanos = line.number("time", 0);
    if (kind.equals("membership")) {
      members.changeBegins(nanos);
    } else if (kind.equals("settled")) {
      Set<Integer> found = new HashSet<>();
      line.list("members").forEach(each -> found.add(Integer.valueOf(each.toString())));
      members.settled(nanos, found);
    }
  }

  private static Link link(String text) {
    int arrow = text.indexOf('>');
    return new Link(
        Integer.parseInt(text.substring(0, arrow)), Integer.parseInt(text.substring(arrow + 1)));
  }

  /** In the order in which they ended. */
  List<LinkCut> cuts() {
    return cuts;
  }

  /** Who the members were, as far as it is known. */
  KnownMembers members() {
    return members;
  }

  /** Whether something was done to a node's process, clock or disk within a span. */
  boolean met(int node, Span span) {
    return deeds.stream().anyMatch(deed -> deed.nodes().contains(node) && deed.span().meets(span));
  }
}
