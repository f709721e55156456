package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.Life;
import dev.palisade.harness.cluster.Preloaded;
import dev.palisade.harness.cluster.Preloaded.Disk;
import dev.palisade.harness.cluster.UnsyncedWrites;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * The power of all nodes fails at the same moment.
 *
 * <p>For a moment before that no sync returns and every write is noted; then all are killed, and
 * each disk holds nothing, or only a part, of what was noted. No node had been told that this part
 * is durable, so whoever acknowledges nothing unsynced loses nothing that it acknowledged. A kill
 * alone shows nothing of this: the kernel keeps what a dead process wrote.
 */
final class PowerLoss {
  private static final int LEAST_UNSYNCED_MILLIS = 100;
  private static final int MOST_UNSYNCED_MILLIS = 500;

  /** Nodes that write nothing for so long have nothing to lose. */
  private static final long PATIENCE_MILLIS = 2_000;

  private static final long POLL_MILLIS = 2;

  private PowerLoss() {}

  static Injection begin(Cluster cluster, RandomGenerator dice) {
    return begin(cluster, dice, PATIENCE_MILLIS);
  }

  /**
   * Begins it.
   *
   * @param patienceMillis how long a majority may take to write something
   */
  static Injection begin(Cluster cluster, RandomGenerator dice, long patienceMillis) {
    List<Integer> victims =
        Victims.shuffled(cluster, dice).stream()
            .filter(node -> cluster.life(node) != Life.DOWN)
            .toList();
    if (victims.isEmpty()) {
      return Injected.missed("no node ran");
    }
    List<String> lost = new ArrayList<>();
    boolean isAllLost = dice.nextBoolean();
    int millis = dice.nextInt(LEAST_UNSYNCED_MILLIS, MOST_UNSYNCED_MILLIS + 1);
    try {
      for (int node : victims) {
        cluster.preloaded(node).unsynced().forget();
        cluster.preloaded(node).setDisk(Disk.UNSYNCED);
      }
      awaitWrites(cluster, victims, patienceMillis);
      park(millis);
      victims.forEach(cluster::kill);
      for (int node : victims) {
        UnsyncedWrites unsynced = cluster.preloaded(node).unsynced();
        (isAllLost ? unsynced.loseAll() : unsynced.lose(dice))
            .ifPresent(part -> lost.add("n" + node + ": " + part));
      }
    } finally {
      victims.stream().map(cluster::preloaded).forEach(PowerLoss::isFineAgain);
    }
    String done = Victims.show(victims) + " lost their power; ";
    Runnable undo = () -> victims.forEach(cluster::start);
    return lost.isEmpty()
        ? Injected.missed(done + "nothing was written unsynced", undo)
        : Injected.nodes(done + String.join("; ", lost.stream().sorted().toList()), victims, undo);
  }

  /** What a majority has written might have been acknowledged. */
  private static void awaitWrites(Cluster cluster, List<Integer> nodes, long patienceMillis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (writing(cluster, nodes) < cluster.majority() && System.nanoTime() - deadline < 0) {
      park(POLL_MILLIS);
    }
  }

  private static long writing(Cluster cluster, List<Integer> nodes) {
    return nodes.stream().filter(node -> cluster.preloaded(node).touched() > 0).count();
  }

  private static void park(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void isFineAgain(Preloaded files) {
    files.setDisk(Disk.FINE);
    files.unsynced().forget();
  }
}
