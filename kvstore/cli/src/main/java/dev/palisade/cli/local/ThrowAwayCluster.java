package dev.palisade.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A cluster in a temporary folder that is gone, processes and files, when it is closed or when this
 * process ends by Ctrl-C or an error. Even when this process is killed its nodes stop, because they
 * are {@link Lifetime#TIED}.
 */
public final class ThrowAwayCluster implements AutoCloseable {
  private final LocalCluster cluster;
  private final Thread atExit;
  private boolean closed;

  private ThrowAwayCluster(LocalCluster cluster) {
    this.cluster = cluster;
    this.atExit = new Thread(this::remove, "remove-cluster");
  }

  /** Lays a cluster out; no node is started yet. */
  public static ThrowAwayCluster create(int nodes) throws IOException {
    Path folder = Files.createTempDirectory("palisade-");
    ThrowAwayCluster created =
        new ThrowAwayCluster(LocalCluster.create(folder, nodes, Lifetime.TIED));
    Runtime.getRuntime().addShutdownHook(created.atExit);
    return created;
  }

  /** The cluster. */
  public LocalCluster cluster() {
    return cluster;
  }

  /** Kills the nodes and removes the folder. Closing again does nothing. */
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      // The process ends and the hook runs anyway; it will find nothing to do.
      return;
    }
  }

  private synchronized void remove() {
    if (closed) {
      return;
    }
    try {
      cluster.killAll();
      cluster.wipe();
      closed = true;
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + cluster.folder(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while removing " + cluster.folder(), e);
    }
  }
}
