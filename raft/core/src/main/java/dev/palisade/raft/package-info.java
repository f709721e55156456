/**
 * The vocabulary of replication: ids, entries, memberships, and what a state machine is. Imports
 * nothing.
 */
@NullMarked
package dev.palisade.raft;

import org.jspecify.annotations.NullMarked;
