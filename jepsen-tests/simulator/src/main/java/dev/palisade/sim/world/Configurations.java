package dev.palisade.sim.world;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The configurations that may be in force, as far as those know who asked for them: the last one
 * known to be committed, and any that was asked for since. Tells how many nodes the cluster can
 * lose. Not thread-safe.
 */
public final class Configurations {
  private final List<Membership> possible = new ArrayList<>();

  Configurations(Membership initial) {
    possible.add(initial);
  }

  /** A change to this one was asked for. */
  public void asked(Membership target) {
    possible.add(target);
  }

  /** It was not begun; another one that is equal to it may be in force. */
  @SuppressWarnings("ReferenceEquality")
  public void refused(Membership target) {
    possible.removeIf(each -> each == target);
  }

  /** It is committed, and with it whatever was asked for before is settled. */
  public void done(Membership target) {
    possible.clear();
    possible.add(target);
  }

  /** Whether, whatever is in force, those for which this holds are a majority. */
  public boolean isMajority(Predicate<NodeId> holds) {
    return possible.stream().allMatch(each -> isMajority(each, holds));
  }

  /** Whether those for which this holds are a majority of the voters. */
  public static boolean isMajority(Membership membership, Predicate<NodeId> holds) {
    return membership.voters().stream().filter(holds).count() > membership.voters().size() / 2;
  }
}
