package dev.palisade.raft.core;

import dev.palisade.raft.Invariant;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * The configurations of a log by index: the last one counts, committed or not, and when its entry
 * is truncated the one before counts again (Ongaro 2014, §4.1). The first stands for everything up
 * to the log's base.
 */
final class Configurations {
  private final ArrayList<MembershipEntry> entries = new ArrayList<>();
  private List<NodeId> members;

  /** What was in force at the base, and the configurations in the log after it. */
  Configurations(MembershipEntry base, List<MembershipEntry> later) {
    entries.add(base);
    members = base.membership().members();
    add(later);
  }

  /** The one that counts. */
  Membership latest() {
    return entries.getLast().membership();
  }

  /** Where the one that counts stands. */
  long latestIndex() {
    return entries.getLast().index();
  }

  /** Everyone of the one that counts, ascending. */
  List<NodeId> members() {
    return members;
  }

  /** The last one at or before {@code index}, which must not precede the base. */
  Membership at(long index) {
    Membership found = entries.getFirst().membership();
    for (MembershipEntry each : entries) {
      if (each.index() <= index) {
        found = each.membership();
      }
    }
    return found;
  }

  /** Those of [from, toExclusive), ascending. */
  List<MembershipEntry> within(long from, long toExclusive) {
    if (latestIndex() < from) {
      return List.of(); // The common case.
    }
    List<MembershipEntry> found = new ArrayList<>();
    for (MembershipEntry each : entries.subList(1, entries.size())) {
      if (each.index() >= from && each.index() < toExclusive) {
        found.add(each);
      }
    }
    return found;
  }

  /** Whether {@code node} votes in the configuration at {@code index} or in any later one. */
  boolean isVoterSince(long index, NodeId node) {
    if (at(index).isVoter(node)) {
      return true;
    }
    return entries.stream()
        .anyMatch(each -> each.index() > index && each.membership().isVoter(node));
  }

  /** Whether {@code node} was a member of any before the one that counts. */
  boolean wasMember(NodeId node) {
    return entries.stream().anyMatch(each -> each.membership().isMember(node));
  }

  void add(List<MembershipEntry> later) {
    for (MembershipEntry each : later) {
      Invariant.check(
          each.index() > latestIndex(), "configurations rise", each.index(), latestIndex());
      entries.add(each);
    }
    members = latest().members();
  }

  void truncateFrom(long index) {
    while (entries.size() > 1 && latestIndex() >= index) {
      entries.removeLast();
    }
    members = latest().members();
  }

  /** The log begins after {@code index} now; what was in force there becomes the base. */
  void compactTo(long index) {
    Membership base = at(index);
    entries.removeIf(each -> each.index() <= index);
    entries.addFirst(new MembershipEntry(index, base));
  }

  /** The log is empty and begins after this one. */
  void reset(MembershipEntry base) {
    entries.clear();
    entries.add(base);
    members = base.membership().members();
  }
}
