package dev.palisade.raft.core;

import dev.palisade.raft.NodeId;

/**
 * Leadership on its way to another voter (Ongaro 2014, §3.10).
 *
 * @param deadlineNanos when it is abandoned and proposals are taken again
 * @param told the target was asked to campaign
 */
record Transfer(NodeId to, long deadlineNanos, boolean told) {}
