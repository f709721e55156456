package dev.palisade.harness.fault;

import dev.palisade.harness.net.Link;
import java.util.List;

/** A fault that was begun and is there until it is healed, or one that was {@link #isMissed}. */
public interface Injection {
  /** What exactly was done, as {@code n2 paused for 4 s}. */
  String description();

  /**
   * Whether it was not done, as a pause of a node that does not run: then it was done to no node
   * and no link. Something may have to be healed all the same, as a node that was killed so that
   * its disk loses what it had not synced, when it had synced everything.
   */
  default boolean isMissed() {
    return nodes().isEmpty() && links().isEmpty();
  }

  /** The nodes that it was done to; empty when it was done to links only. */
  List<Integer> nodes();

  /** The directed links that it was done to. */
  List<Link> links();

  /**
   * Undoes it, and returns when it is undone; whether the cluster has recovered by then is another
   * question. Again does nothing.
   */
  void heal();
}
