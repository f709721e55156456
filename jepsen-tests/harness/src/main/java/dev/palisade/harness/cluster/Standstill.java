package dev.palisade.harness.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Freezes processes: the signal alone leaves one some instructions more. */
final class Standstill {
  private static final long PAUSE_MILLIS = 5_000;

  private Standstill() {}

  /**
   * Returns when the process stands still, or is gone.
   *
   * @param name for the error, as {@code node 1}
   */
  static void bring(Process process, String name) {
    Signal.STOP.send(process);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    while (Signal.isLinux() && process.isAlive() && !isStill(process.pid())) {
      if (System.nanoTime() - deadline > 0) {
        throw new ClusterException(name + " runs on after SIGSTOP");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean isStill(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state == 'T' || state == 't' || state == 'Z';
    } catch (IOException gone) {
      return true;
    }
  }
}
