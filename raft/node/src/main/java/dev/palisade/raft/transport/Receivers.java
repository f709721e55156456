package dev.palisade.raft.transport;

/** Who takes what peers send. */
public record Receivers(
    Receiver messages, SnapshotReceiver snapshots, ReportReceiver reports, LevelReceiver levels) {}
