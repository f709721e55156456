package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.harness.cluster.Preload;
import dev.palisade.harness.cluster.Preloaded;
import dev.palisade.harness.cluster.Preloaded.Disk;
import dev.palisade.harness.cluster.UnsyncedWrites;
import dev.palisade.harness.fault.Fault.Grip;
import dev.palisade.harness.fault.Fault.Span;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Disks that fail. Nothing that a node was told to be durable is ever lost by these. */
final class DiskFaults {
  private static final NodeFault.Kind SHIM =
      new NodeFault.Kind(Family.DISK, Set.of(Preload.DISK), Set.of(Grip.FILES), Span.LONG);
  private static final NodeFault.Kind FLIP =
      new NodeFault.Kind(
          Family.DISK, Set.of(), Set.of(Grip.FILES, Grip.COPY), new Span(1_000, 4_000));

  /** A node that writes nothing for so long has nothing to tear. */
  private static final long UNSYNCED_MILLIS = 500;

  private DiskFaults() {}

  static List<Fault> all() {
    return List.of(
        shim("disk-full", "No space is left on one node's disk.", Disk.FULL, "disk of n%d full"),
        shim(
            "disk-stalled",
            "Writes and syncs of one node do not return.",
            Disk.STALLED,
            "disk of n%d stalled"),
        shim("disk-sync-fails", "Syncs of one node fail.", Disk.SYNC_FAILS, "syncs of n%d fail"),
        new NodeFault(
            "disk-torn-tail",
            "One node is killed before a sync returns, and part of what it wrote is lost.",
            SHIM,
            NodeFault.toOne(DiskFaults::tornTail)),
        new NodeFault(
            "disk-power-loss",
            "The power of all nodes fails at the same moment: each loses a part of what it had not"
                + " synced.",
            SHIM,
            PowerLoss::begin),
        new NodeFault(
            "disk-flip-log",
            "One bit of a stopped node's log is wrong when it starts again; healing puts it right.",
            FLIP,
            NodeFault.toOne((cluster, node, dice) -> flip(cluster, node, dice, true))),
        new NodeFault(
            "disk-flip-state",
            "One bit of a stopped node's state is wrong when it starts again; healing puts it"
                + " right.",
            FLIP,
            NodeFault.toOne((cluster, node, dice) -> flip(cluster, node, dice, false))));
  }

  private static Fault shim(String name, String explanation, Disk what, String text) {
    return new NodeFault(
        name,
        explanation,
        SHIM,
        NodeFault.toOne(
            (cluster, node, dice) -> {
              cluster.preloaded(node).setDisk(what);
              return Injected.nodes(
                  text.formatted(node),
                  List.of(node),
                  () -> {
                    cluster.preloaded(node).setDisk(Disk.FINE);
                    cluster.start(node); // It may have stopped itself, as it should.
                  });
            }));
  }

  private static Injection tornTail(Cluster cluster, int node, RandomGenerator dice) {
    Preloaded files = cluster.preloaded(node);
    UnsyncedWrites unsynced = files.unsynced();
    unsynced.forget();
    Optional<String> torn;
    try {
      files.setDisk(Disk.UNSYNCED);
      awaitWrites(files);
      cluster.kill(node);
      torn = unsynced.tear(cluster.system().logDirectory(cluster.plan(node)), dice);
    } finally {
      files.setDisk(Disk.FINE);
      unsynced.forget();
    }
    Runnable undo = () -> cluster.start(node);
    return torn.map(
            lost -> Injected.nodes("n%d killed, %s".formatted(node, lost), List.of(node), undo))
        .orElseGet(
            () -> Injected.missed("n%d killed, with nothing unsynced".formatted(node), undo));
  }

  private static void awaitWrites(Preloaded files) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(UNSYNCED_MILLIS);
    // Two calls: a write that is noted and the sync that waits for it.
    while (files.touched() < 2 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static Injection flip(Cluster cluster, int node, RandomGenerator dice, boolean log) {
    NodePlan plan = cluster.plan(node);
    cluster.kill(node);
    Path below = log ? cluster.system().logDirectory(plan) : cluster.system().stateDirectory(plan);
    FlippedBit flipped = FlippedBit.somewhere(below, dice);
    cluster.start(node);
    String done = "n" + node + " restarted with " + flipped;
    if (!flipped.isFlipped()) {
      return Injected.missed(done);
    }
    return Injected.nodes(
        done,
        List.of(node),
        () -> {
          if (cluster.plan(node).equals(plan)) { // Else it has been replaced, files and all.
            cluster.kill(node);
            flipped.putBack();
            cluster.start(node);
          }
        });
  }
}
