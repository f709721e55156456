package dev.palisade.sim.world;

/** Gives an actor of a process a turn when its deadline comes. Not thread-safe. */
final class Alarm {
  private final SimNode node;
  private final Process process;
  private final Runnable wake;
  private long atNanos = Long.MAX_VALUE;

  Alarm(SimNode node, Process process, Runnable wake) {
    this.node = node;
    this.process = process;
    this.wake = wake;
  }

  /**
   * @param deadlineNanos of the node's monotonic clock; {@link Long#MAX_VALUE} for none
   */
  void ringAt(long deadlineNanos) {
    long due =
        deadlineNanos == Long.MAX_VALUE ? deadlineNanos : node.clock().trueTimeOf(deadlineNanos);
    if (due < atNanos) {
      atNanos = due;
      node.runAt(process, due, this::ring);
    }
  }

  private void ring() {
    atNanos = Long.MAX_VALUE;
    wake.run();
  }
}
