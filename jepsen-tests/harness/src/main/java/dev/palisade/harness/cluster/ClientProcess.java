package dev.palisade.harness.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client that is a process of its own, and so can be frozen in the middle of whatever it does. It
 * ends with its cluster at the latest. Thread-safe.
 */
public final class ClientProcess implements AutoCloseable {
  private static final long KILL_MILLIS = 10_000;

  private final String name;
  private final Process process;
  private boolean paused;

  private ClientProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param name for errors
   * @param errors gets what it writes to its standard error
   */
  static ClientProcess start(String name, List<String> line, Path errors, Guard guard) {
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    try {
      Process started = builder.start();
      guard.watch(started);
      return new ClientProcess(name, started);
    } catch (IOException e) {
      throw new ClusterException("could not start " + name + ": " + line, e);
    }
  }

  /** What it reads. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** What it writes. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** Whether it runs or is paused. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Freezes it and returns when it stands still; false when it does not run. */
  public synchronized boolean pause() {
    if (paused || !process.isAlive()) {
      return false;
    }
    paused = true;
    Standstill.bring(process, name);
    return true;
  }

  /** Lets it go on; false when it is not frozen. */
  public synchronized boolean resume() {
    if (!paused || !process.isAlive()) {
      return false;
    }
    Signal.CONTINUE.send(process);
    paused = false;
    return true;
  }

  /** Kills it, frozen or not, and waits until it is gone; again does nothing. */
  @Override
  public synchronized void close() {
    Signal.KILL.send(process);
    try {
      if (!process.waitFor(KILL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new ClusterException(
            name + " (process " + process.pid() + ") is there after SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
