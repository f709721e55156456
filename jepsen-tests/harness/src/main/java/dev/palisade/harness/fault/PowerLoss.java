package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.Preloaded;
import dev.palisade.harness.cluster.Preloaded.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * The power of all nodes fails at the same moment.
 *
 * <p>For a moment before that no sync returns and every write is noted; then all are killed, and
 * each disk holds only a part of what was noted. No node had been told that this part is durable,
 * so whoever acknowledges nothing unsynced loses nothing that it acknowledged. A kill alone shows
 * nothing of this: the kernel keeps what a dead process wrote.
 */
final class PowerLoss {
  private static final int LEAST_UNSYNCED_MILLIS = 100;
  private static final int MOST_UNSYNCED_MILLIS = 500;

  private PowerLoss() {}

  static Injection begin(Cluster cluster, RandomGenerator dice) {
    List<Integer> victims = Victims.shuffled(cluster, dice);
    List<String> lost = new ArrayList<>();
    int millis = dice.nextInt(LEAST_UNSYNCED_MILLIS, MOST_UNSYNCED_MILLIS + 1);
    try {
      for (int node : victims) {
        cluster.preloaded(node).unsynced().forget();
        cluster.preloaded(node).setDisk(Disk.UNSYNCED);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      victims.forEach(cluster::kill);
      for (int node : victims) {
        lost.add("n" + node + ": " + cluster.preloaded(node).unsynced().lose(dice));
      }
    } finally {
      victims.stream().map(cluster::preloaded).forEach(PowerLoss::isFineAgain);
    }
    return Injected.nodes(
        "all lost their power; " + String.join("; ", lost.stream().sorted().toList()),
        victims,
        () -> victims.forEach(cluster::start));
  }

  private static void isFineAgain(Preloaded files) {
    files.setDisk(Disk.FINE);
    files.unsynced().forget();
  }
}
