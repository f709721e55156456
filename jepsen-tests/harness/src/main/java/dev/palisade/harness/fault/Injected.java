package dev.palisade.harness.fault;

import dev.palisade.harness.net.Link;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** An injection that is undone by one action, once. */
final class Injected implements Injection {
  private final String description;
  private final List<Integer> nodes;
  private final List<Link> links;
  private final Runnable undo;
  private final AtomicBoolean healed = new AtomicBoolean();

  private Injected(
      String description, Collection<Integer> nodes, Collection<Link> links, Runnable undo) {
    this.description = description;
    this.nodes = List.copyOf(new TreeSet<>(nodes));
    this.links = List.copyOf(new TreeSet<>(links));
    this.undo = undo;
  }

  /** One that was done to nodes. */
  static Injected nodes(String description, Collection<Integer> nodes, Runnable undo) {
    return new Injected(description, nodes, List.of(), undo);
  }

  /** One that was done to links. */
  static Injected links(String description, Collection<Link> links, Runnable undo) {
    return new Injected(description, List.of(), links, undo);
  }

  /** One that found nothing to be done to. */
  static Injected missed(String description) {
    return missed(description, () -> {});
  }

  /**
   * One that was not done, though something else was on the way to it.
   *
   * @param undo puts that right
   */
  static Injected missed(String description, Runnable undo) {
    return new Injected(description, List.of(), List.of(), undo);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<Integer> nodes() {
    return nodes;
  }

  @Override
  public List<Link> links() {
    return links;
  }

  @Override
  public void heal() {
    if (healed.compareAndSet(false, true)) {
      undo.run();
    }
  }
}
