package dev.palisade.harness.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The process of one node, and the next one after it was stopped. Whoever signals it holds its
 * monitor, so that no signal can reach a process that another thread has just replaced.
 */
final class NodeProcess {
  private static final long STOP_MILLIS = 10_000;
  private static final long KILL_MILLIS = 10_000;

  private final NodePlan plan;
  private final Supplier<List<String>> command;
  private final Guard guard;
  private @Nullable Process process;

  /** Where in its log the process began to write. */
  private long logStart;

  private boolean paused;
  private boolean isOver;

  /** Whether the end of the process was asked for. */
  private boolean ending = true;

  NodeProcess(NodePlan plan, Supplier<List<String>> command, Guard guard) {
    this.plan = plan;
    this.command = command;
    this.guard = guard;
  }

  NodePlan plan() {
    return plan;
  }

  Path log() {
    return plan.directory().resolve("node.log");
  }

  synchronized Life life() {
    if (process == null || !process.isAlive()) {
      return Life.DOWN;
    }
    return paused ? Life.PAUSED : Life.UP;
  }

  synchronized boolean isEndingOfItself() {
    return !ending && process != null && !process.isAlive();
  }

  synchronized int exitCode() {
    return process == null || process.isAlive() ? 0 : process.exitValue();
  }

  /** Of the process that ran last. */
  synchronized String lastWords() {
    return LastWords.of(log(), logStart);
  }

  synchronized OptionalLong pid() {
    return process == null || !process.isAlive()
        ? OptionalLong.empty()
        : OptionalLong.of(process.pid());
  }

  synchronized boolean start() {
    if (isOver || life() != Life.DOWN) {
      return false;
    }
    List<String> line = command.get();
    ProcessBuilder builder = new ProcessBuilder(line);
    File log = log().toFile();
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    try {
      Files.createDirectories(plan.directory());
      logStart = log.length();
      Process started = builder.start();
      guard.watch(started);
      process = started;
      paused = false;
      ending = false;
      return true;
    } catch (IOException e) {
      throw new ClusterException("could not start node " + plan.number() + ": " + line.get(0), e);
    }
  }

  synchronized boolean kill() {
    Process victim = process;
    if (victim == null || !victim.isAlive()) {
      return false;
    }
    ending = true;
    Signal.KILL.send(victim);
    if (!await(victim, KILL_MILLIS)) {
      throw new ClusterException(
          "node " + plan.number() + " (process " + victim.pid() + ") is there after SIGKILL");
    }
    return true;
  }

  /** Kills it; it is never started again. */
  synchronized void end() {
    isOver = true;
    kill();
  }

  synchronized boolean stop() {
    Process victim = process;
    if (victim == null || !victim.isAlive()) {
      return false;
    }
    ending = true;
    if (paused) {
      return kill(); // It could not act on SIGTERM.
    }
    Signal.TERM.send(victim);
    return await(victim, STOP_MILLIS) || kill();
  }

  /** Returns when it stands still. */
  synchronized boolean pause() {
    if (life() != Life.UP || process == null) {
      return false;
    }
    paused = true;
    Standstill.bring(process, "node " + plan.number());
    return true;
  }

  synchronized boolean resume() {
    if (life() != Life.PAUSED || process == null) {
      return false;
    }
    Signal.CONTINUE.send(process);
    paused = false;
    return true;
  }

  /** Whether the process has ended by the end of the time. */
  boolean awaitEnd(long millis) {
    Process present;
    synchronized (this) {
      present = process;
    }
    return present == null || await(present, millis);
  }

  private static boolean await(Process process, long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while process " + process.pid() + " ended", e);
    }
  }
}
