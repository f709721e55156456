package dev.palisade.harness.cluster;

import java.util.Collection;

/**
 * Hears when it is not known who the members are, and when it is again. Called by the thread that
 * asks for a change, and by the one that does it, never by both at once.
 */
public interface MembersListener {
  /** A change is about to begin; called again if another one is asked for meanwhile. */
  void changing();

  /**
   * The members are those that were asked for, each with a vote.
   *
   * @param nodes their numbers
   */
  void settled(Collection<Integer> nodes);
}
