package dev.palisade.raft.log;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Membership;
import dev.palisade.raft.MembershipEntry;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The latest configuration of a log that is not in use, damaged or not: in its entries, or on
 * record beside them where damage took the entry. Never writes.
 */
public final class LoggedMembership {
  /** By the index of their entries. */
  private final TreeMap<Long, Membership> found = new TreeMap<>();

  /** Up to here a snapshot stands for the log, and tells the configuration. */
  private long base;

  private LoggedMembership() {}

  /**
   * Reads all segments.
   *
   * @return empty when the log holds none: that of its base is in force
   * @throws IOException if a file cannot be read at all
   */
  public static Optional<Membership> latest(Disk disk) throws IOException {
    LoggedMembership memberships = new LoggedMembership();
    LogInspection.run(disk, item -> memberships.take(item.content()));
    MembershipEntry recorded = MembersRecord.open(disk).latest();
    if (recorded != null && recorded.index() > memberships.base) {
      memberships.found.putIfAbsent(recorded.index(), recorded.membership());
    }
    return Optional.ofNullable(memberships.found.lastEntry()).map(last -> last.getValue());
  }

  private void take(LogInspection.Content content) {
    switch (content) {
      case LogInspection.Content.Stored(var entry) -> take(entry);
      case LogInspection.Content.CutAfter(var last) -> dropAfter(last.index());
      case LogInspection.Content.ResetTo(var last) -> {
        found.clear();
        base = last.index();
      }
      case LogInspection.Content.GaveUp(var after, var _) -> dropAfter(after.index());
      case LogInspection.Content.Voted _, LogInspection.Content.Marked _ -> {}
    }
  }

  private void take(Entry entry) {
    dropAfter(entry.id().index() - 1);
    if (entry.kind() == EntryKind.MEMBERSHIP) {
      try {
        found.put(entry.id().index(), MembershipCodec.decode(entry.payload()));
      } catch (BadRecordException e) {
        return; // Its checksum is right: a later version wrote it. The one before is known.
      }
    }
  }

  private void dropAfter(long index) {
    found.tailMap(index, false).clear();
  }
}
