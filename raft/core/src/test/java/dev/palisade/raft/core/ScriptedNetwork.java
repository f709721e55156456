package dev.palisade.raft.core;

import dev.palisade.golden.Command;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;

/** Messages that wait until a script delivers them, and links that a script can break. */
final class ScriptedNetwork {
  /** A message on its way. */
  record Envelope(NodeId from, NodeId to, Message message) {}

  private record Link(NodeId from, NodeId to) {}

  private final ArrayList<Envelope> waiting = new ArrayList<>();
  private final ArrayList<Envelope> held = new ArrayList<>();
  private final List<List<NodeId>> groups = new ArrayList<>();
  private final List<Link> cutLinks = new ArrayList<>();

  boolean isQuiet() {
    return waiting.isEmpty();
  }

  void add(Envelope envelope) {
    waiting.add(envelope);
  }

  void addAll(List<Envelope> envelopes) {
    waiting.addAll(envelopes);
  }

  void hold(List<Envelope> envelopes) {
    held.addAll(envelopes);
  }

  List<Envelope> takeAll() {
    List<Envelope> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /** Takes what the command names out of what waits, in order. */
  List<Envelope> take(Command command) {
    return take(command, waiting);
  }

  /** Likewise out of what is held. */
  List<Envelope> takeHeld(Command command) {
    return take(command, held);
  }

  void lose(NodeId to) {
    waiting.removeIf(envelope -> envelope.to().equals(to));
  }

  /** From now on only messages within a group arrive; the words are numbers and bars. */
  void partition(List<String> words) {
    groups.clear();
    List<NodeId> group = new ArrayList<>();
    for (String word : words) {
      if (word.equals("|")) {
        groups.add(group);
        group = new ArrayList<>();
      } else {
        group.add(new NodeId(Integer.parseInt(word)));
      }
    }
    groups.add(group);
    loseCut();
  }

  /** From now on nothing arrives at {@code to} of what {@code from} sends. */
  void cut(NodeId from, NodeId to) {
    cutLinks.add(new Link(from, to));
    loseCut();
  }

  void heal() {
    groups.clear();
    cutLinks.clear();
  }

  boolean isCut(NodeId from, NodeId to) {
    return cutLinks.contains(new Link(from, to))
        || groups.stream().anyMatch(group -> group.contains(from) && !group.contains(to));
  }

  private void loseCut() {
    waiting.removeIf(envelope -> isCut(envelope.from(), envelope.to()));
  }

  private static List<Envelope> take(Command command, List<Envelope> source) {
    int to = command.argumentsLeft() == 0 ? 0 : command.nextInt("a replica");
    int from = command.intOption("from", 0);
    int count = command.intOption("count", Integer.MAX_VALUE);
    List<Envelope> taken =
        source.stream()
            .filter(envelope -> to == 0 || envelope.to().value() == to)
            .filter(envelope -> from == 0 || envelope.from().value() == from)
            .limit(count)
            .toList();
    taken.forEach(source::remove);
    return taken;
  }
}
