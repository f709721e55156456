package dev.palisade.raft.replica;

import dev.palisade.raft.Membership;
import dev.palisade.raft.StateMachine;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.replica.Replica.Signals;

/**
 * What a replica is made of. All of it is the caller's; the caller also closes it, after the last
 * turn.
 *
 * @param membership of the cluster's beginning: in force until the log or a snapshot holds another
 * @param config of the algorithm; its no-op size must be {@link Replica#NO_OP_STORED_BYTES}
 * @param seed of the random election timeouts, different for each replica and run
 * @param compareEveryNanos between two comparisons of the replicas' states, while this one leads;
 *     {@link Long#MAX_VALUE} for never
 * @param featureLevel the highest that this program supports
 * @param maxClockOffsetMillis remote timestamps further ahead of the local clock are not merged
 * @param <R> the state machine's result
 */
public record ReplicaParts<R>(
    CoreConfig config,
    Membership membership,
    Wal wal,
    StateMachine<R> stateMachine,
    SnapshotStore snapshots,
    SnapshotOptions snapshotOptions,
    long compareEveryNanos,
    int featureLevel,
    Transport transport,
    TimeSource time,
    Signals signals,
    ReplicaListener listener,
    long maxClockOffsetMillis,
    long seed) {}
