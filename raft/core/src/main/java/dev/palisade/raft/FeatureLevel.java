package dev.palisade.raft;

/**
 * What replicas may do to each other, as one number that rises with what is added. A cluster works
 * at the level that all of its members support: it stands in the {@link Membership}, the leader
 * raises it once every member is known to support more, and it never falls. So the replicas of a
 * cluster can be replaced by those of a newer program one after the other, and no program meets an
 * entry that it does not know.
 *
 * <ul>
 *   <li>1: what there was at the beginning
 *   <li>2: {@link EntryKind#STATE_MARK} and {@link EntryKind#STATE_VERDICT}
 * </ul>
 */
public final class FeatureLevel {
  /** That of every cluster at its beginning. */
  public static final int OLDEST = 1;

  /** From this level on, the states of replicas are compared through the log. */
  public static final int STATE_COMPARISON = 2;

  private static final int NEWEST = 2;

  private FeatureLevel() {}

  /** The highest that this program supports. */
  public static int newest() {
    return NEWEST;
  }
}
