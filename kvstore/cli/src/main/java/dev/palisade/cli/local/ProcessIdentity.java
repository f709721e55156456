package dev.palisade.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process of this machine for all time: its id and what tells it from a later process that got
 * the same id. Only a process that still has both is ever signalled.
 *
 * @param pid the process id
 * @param birth when it was started: boot id and kernel ticks on Linux, where a step of the wall
 *     clock must not change it; seconds since 1970 elsewhere
 */
public record ProcessIdentity(long pid, String birth) {
  /** What the operating system says of a process. */
  public enum Life {
    RUNNING,
    /** Stopped by a signal; it goes on when it gets SIGCONT. */
    PAUSED,
    /** Not there, dead but not yet collected by its parent, or another process by now. */
    GONE
  }

  private static final Path PROC = Path.of("/proc");

  /** The process that has this id now; empty when there is none. */
  public static Optional<ProcessIdentity> ofRunning(long pid) {
    return birthOf(pid).map(birth -> new ProcessIdentity(pid, birth));
  }

  /** How this very process is. */
  public Life life() {
    if (!birthOf(pid).equals(Optional.of(birth))) {
      return Life.GONE;
    }
    return switch (stateLetter(pid)) {
      case 'T', 't' -> Life.PAUSED;
      // Of a process that was killed, the first thread may have ended before the others have, which
      // still hold its files and their locks.
      case 'Z' -> threadsOf(pid) > 1 ? Life.RUNNING : Life.GONE;
      case 'X', 'x' -> Life.GONE;
      default -> Life.RUNNING;
    };
  }

  /**
   * Sends a signal, unless the process is gone.
   *
   * @param name without SIG, for example KILL
   * @return whether it was sent
   */
  public boolean signal(String name) {
    if (life() == Life.GONE) {
      return false;
    }
    try {
      // The shell's own kill: a separate program of that name is not everywhere.
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return kill.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException("could not start /bin/sh to signal process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Waits until the operating system says this of it.
   *
   * @return false when it did not within the time
   */
  public boolean await(Life wanted, long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    while (life() != wanted) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  private static Optional<String> birthOf(long pid) {
    Optional<String[]> stat = stat(pid);
    if (stat.isPresent()) {
      return Optional.of(bootId() + ":" + stat.get()[19]); // Field 22, start time in ticks.
    }
    if (Files.isDirectory(PROC.resolve("self"))) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(start -> Long.toString(start.getEpochSecond()));
  }

  /** How many threads the system lists; 0 where it lists none. */
  private static int threadsOf(long pid) {
    String[] threads = Path.of("/proc", Long.toString(pid), "task").toFile().list();
    return threads == null ? 0 : threads.length;
  }

  private static char stateLetter(long pid) {
    Optional<String[]> stat = stat(pid);
    if (stat.isPresent()) {
      return stat.get()[0].charAt(0);
    }
    try {
      Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", Long.toString(pid)).start();
      String state = new String(ps.getInputStream().readAllBytes()).strip();
      return state.isEmpty() ? 'X' : state.charAt(0);
    } catch (IOException noPs) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() ? 'R' : 'X';
    }
  }

  /** The fields of /proc/pid/stat from the third on: the second may hold spaces. */
  private static Optional<String[]> stat(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" "));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException vanishedMeanwhile) {
      return Optional.empty();
    }
  }

  private static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "boot";
    }
  }
}
