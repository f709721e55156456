package dev.palisade.raft.core;

import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryIds;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A log as terms, sizes and configurations: what a {@link TestReplica} has on its disk. */
final class TestLog {
  private EntryId base = EntryId.ZERO;
  private final ArrayList<Long> terms = new ArrayList<>();
  private final ArrayList<Integer> storedBytes = new ArrayList<>();
  private final TreeMap<Long, Membership> memberships = new TreeMap<>();

  EntryId base() {
    return base;
  }

  long lastIndex() {
    return base.index() + terms.size();
  }

  /** Of an entry or of the base; -1 elsewhere. */
  long termAt(long index) {
    if (index == base.index()) {
      return base.term();
    }
    boolean isWithin = index > base.index() && index <= lastIndex();
    return isWithin ? terms.get(slot(index)) : -1;
  }

  /** Whether the entry is in the log, or stands before its base: only committed ones do. */
  boolean holds(EntryId id) {
    return id.index() < base.index() || termAt(id.index()) == id.term();
  }

  EntryId last() {
    return new EntryId(lastIndex(), termAt(lastIndex()));
  }

  void truncateFrom(long index) {
    int keep = slot(index);
    terms.subList(keep, terms.size()).clear();
    storedBytes.subList(keep, storedBytes.size()).clear();
    memberships.tailMap(index, true).clear();
  }

  void replaceFrom(EntryIds entries) {
    if (entries.isEmpty()) {
      return;
    }
    int keep = slot(entries.firstIndex());
    terms.subList(keep, terms.size()).clear();
    storedBytes.subList(keep, storedBytes.size()).clear();
    memberships.tailMap(entries.firstIndex(), true).clear();
    for (long index = entries.firstIndex(); index < entries.toExclusive(); index++) {
      terms.add(entries.termAt(index));
      storedBytes.add(entries.storedBytesAt(index));
    }
    for (MembershipEntry each : entries.memberships()) {
      memberships.put(each.index(), each.membership());
    }
  }

  void compactTo(long index) {
    if (index <= base.index()) {
      return;
    }
    EntryId newBase = new EntryId(index, termAt(index));
    int dropped = slot(index + 1);
    terms.subList(0, dropped).clear();
    storedBytes.subList(0, dropped).clear();
    memberships.headMap(index, true).clear();
    base = newBase;
  }

  void reset(EntryId newBase) {
    terms.clear();
    storedBytes.clear();
    memberships.clear();
    base = newBase;
  }

  EntryIds entries() {
    List<MembershipEntry> configurations = new ArrayList<>();
    memberships.forEach((index, each) -> configurations.add(new MembershipEntry(index, each)));
    return EntryIds.of(
            base.index() + 1,
            terms.stream().mapToLong(Long::longValue).toArray(),
            storedBytes.stream().mapToInt(Integer::intValue).toArray())
        .withMemberships(configurations);
  }

  TestLog copy() {
    TestLog copy = new TestLog();
    copy.base = base;
    copy.replaceFrom(entries());
    return copy;
  }

  private int slot(long index) {
    return (int) (index - base.index() - 1);
  }
}
