package dev.palisade.sim.world;

import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import java.util.Arrays;

/**
 * Simulated time, and what is due when. Actions of one moment run in the order in which they were
 * asked for. A binary heap over arrays. Not thread-safe.
 */
public final class Scheduler {
  private static final Runnable NOTHING = () -> {};

  /** Far more than any run needs: a replica that keeps itself busy without end stops here. */
  private static final long MOST_ACTIONS = 5_000_000;

  private long[] due = new long[256];
  private long[] order = new long[256];
  private Runnable[] actions = new Runnable[256];
  private int size;
  private long asked;
  private long nowNanos;
  private long ran;

  /** Nanoseconds since the simulation began. */
  public long nowNanos() {
    return nowNanos;
  }

  /** Actions run so far. */
  public long ran() {
    return ran;
  }

  /** Runs the action in {@code delayNanos}, at least 0. */
  public void after(long delayNanos, Runnable action) {
    at(nowNanos + Math.max(0, delayNanos), action);
  }

  /** Runs the action at this time, or at once if that is past. */
  public void at(long atNanos, Runnable action) {
    if (size == due.length) {
      grow();
    }
    int hole = size++;
    long when = Math.max(atNanos, nowNanos);
    long number = asked++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      // What was asked for later goes behind what is due at the same time.
      if (due[parent] <= when) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    due[hole] = when;
    order[hole] = number;
    actions[hole] = action;
  }

  /** Runs everything that is due before {@code untilNanos}; then it is that time. */
  public void runUntil(long untilNanos) {
    while (size > 0 && due[0] < untilNanos) {
      nowNanos = due[0];
      if (++ran > MOST_ACTIONS) {
        throw new Violation(
            Oracle.PROGRESS,
            MOST_ACTIONS + " events within " + nowNanos / 1_000_000 + " simulated milliseconds");
      }
      takeFirst().run();
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  private Runnable takeFirst() {
    Runnable first = actions[0];
    size--;
    long when = due[size];
    long number = order[size];
    Runnable action = actions[size];
    actions[size] = NOTHING;
    int hole = 0;
    while (true) {
      int child = 2 * hole + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size
          && isBefore(due[child + 1], order[child + 1], due[child], order[child])) {
        child++;
      }
      if (!isBefore(due[child], order[child], when, number)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    due[hole] = when;
    order[hole] = number;
    actions[hole] = action;
    return first;
  }

  private static boolean isBefore(long due, long order, long otherDue, long otherOrder) {
    return due != otherDue ? due < otherDue : order < otherOrder;
  }

  private void move(int from, int to) {
    due[to] = due[from];
    order[to] = order[from];
    actions[to] = actions[from];
  }

  private void grow() {
    due = Arrays.copyOf(due, 2 * size);
    order = Arrays.copyOf(order, 2 * size);
    int before = size;
    actions = Arrays.copyOf(actions, 2 * size);
    Arrays.fill(actions, before, actions.length, NOTHING);
  }
}
