package dev.palisade.harness.net;

import java.util.Collection;

/** Hears when links are cut and joined. Called by the thread that does it, whichever that is. */
public interface CutListener {
  /**
   * Nothing passes these links from now on.
   *
   * @param number a different one for each cut
   */
  void cut(long number, Collection<Link> links);

  /** That cut is about to be taken off: until now nothing has passed. */
  void joining(long number);
}
