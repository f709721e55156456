package dev.palisade.raft.transport;

import dev.palisade.raft.NodeId;
import java.util.function.Consumer;

/**
 * Who takes what peers send.
 *
 * @param gone hears of a peer whose process seems to have ended; from any thread, and must not
 *     block
 */
public record Receivers(
    Receiver messages,
    SnapshotReceiver snapshots,
    ReportReceiver reports,
    LevelReceiver levels,
    Consumer<NodeId> gone) {}
