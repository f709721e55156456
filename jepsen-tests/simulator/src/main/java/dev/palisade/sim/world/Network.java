package dev.palisade.sim.world;

import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Carries messages between nodes: late, twice, never, or in another order. Each direction of each
 * pair is a link of its own, which can be cut, or clogged: then everything waits until it is
 * unclogged. Not thread-safe.
 */
public final class Network {
  /**
   * How messages fare on links that are whole.
   *
   * @param leastDelayNanos every message takes at least this long
   * @param meanDelayNanos on top of it, exponentially distributed
   * @param loss share of messages lost, 0 to 1
   * @param duplication share of messages that arrive twice
   * @param straggling share of messages that take up to a second: they arrive out of order
   */
  public record Weather(
      long leastDelayNanos,
      long meanDelayNanos,
      double loss,
      double duplication,
      double straggling) {
    /** A quiet local network. */
    public static final Weather CALM = new Weather(100_000, 150_000, 0, 0, 0);
  }

  /** What a clogged link holds back; beyond, messages are lost, as when a buffer is full. */
  private static final int MOST_HELD = 500;

  private static final class Link {
    int cuts;
    int clogs;
    final List<Runnable> held = new ArrayList<>();
  }

  private record Direction(NodeId from, NodeId to) implements Comparable<Direction> {
    @Override
    public int compareTo(Direction other) {
      int order = from.compareTo(other.from);
      return order != 0 ? order : to.compareTo(other.to);
    }
  }

  private final Scheduler scheduler;
  private final Dice dice;
  private final TreeMap<Direction, Link> links = new TreeMap<>();
  private Weather weather = Weather.CALM;
  private long carried;

  public Network(Scheduler scheduler, Dice dice) {
    this.scheduler = scheduler;
    this.dice = dice;
  }

  public void weather(Weather now) {
    weather = now;
  }

  /** Messages between nodes so far. */
  public long carried() {
    return carried;
  }

  /** Cuts one direction; cuts add up. */
  public void cut(NodeId from, NodeId to) {
    link(from, to).cuts++;
  }

  /** Takes one cut back. */
  public void mend(NodeId from, NodeId to) {
    Link link = link(from, to);
    link.cuts = Math.max(0, link.cuts - 1);
  }

  /** Holds everything back that is sent in this direction. */
  public void clog(NodeId from, NodeId to) {
    link(from, to).clogs++;
  }

  /** Takes one clog back; after the last, what was held arrives soon. */
  public void unclog(NodeId from, NodeId to) {
    Link link = link(from, to);
    link.clogs = Math.max(0, link.clogs - 1);
    if (link.clogs == 0) {
      link.held.forEach(arrival -> scheduler.after(delay(), arrival));
      link.held.clear();
    }
  }

  /** Every link is whole, and everything held arrives soon. */
  public void mendAll() {
    links.forEach(
        (direction, link) -> {
          link.cuts = 0;
          link.clogs = 0;
          link.held.forEach(arrival -> scheduler.after(delay(), arrival));
          link.held.clear();
        });
  }

  /** Carries a message from node to node. */
  void carry(NodeId from, NodeId to, Runnable arrival) {
    carried++;
    Link link = link(from, to);
    if (link.cuts > 0 || weather.loss > 0 && dice.chance(weather.loss)) {
      return;
    }
    if (link.clogs > 0) {
      if (link.held.size() < MOST_HELD) {
        link.held.add(arrival);
      }
      return;
    }
    scheduler.after(delay(), arrival);
    if (weather.duplication > 0 && dice.chance(weather.duplication)) {
      scheduler.after(delay() + delay(), arrival);
    }
  }

  /** Carries what a client and a node say to each other. */
  public void carryForClient(Runnable arrival) {
    if (weather.loss == 0 || !dice.chance(weather.loss)) {
      scheduler.after(delay(), arrival);
    }
  }

  private long delay() {
    if (weather.straggling > 0 && dice.chance(weather.straggling)) {
      return dice.between(0, 1_000_000_000);
    }
    return weather.leastDelayNanos + dice.around(weather.meanDelayNanos);
  }

  private Link link(NodeId from, NodeId to) {
    return links.computeIfAbsent(new Direction(from, to), _ -> new Link());
  }
}
