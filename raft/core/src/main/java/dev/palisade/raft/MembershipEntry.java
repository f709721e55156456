package dev.palisade.raft;

/**
 * A configuration and where in the log it stands. It counts from the moment it is there, committed
 * or not (Ongaro 2014, §4.1).
 *
 * @param index of its entry; that of the log's base for what was in force before the first entry
 */
public record MembershipEntry(long index, Membership membership) {}
