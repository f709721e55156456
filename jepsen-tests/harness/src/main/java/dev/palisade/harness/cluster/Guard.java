package dev.palisade.harness.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A shell beside this process that does nothing unless this process is killed: then it kills the
 * nodes, paused ones too, and removes the network. Thread-safe.
 */
final class Guard implements AutoCloseable {
  private final Process shell;
  private final Writer orders;

  private Guard(Process shell) {
    this.shell = shell;
    this.orders = shell.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts it.
   *
   * @param cleanup shell commands, one line each
   */
  static Guard start(List<String> cleanup) {
    try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
      if (script == null) {
        throw new IOException("guard.sh is missing beside " + Guard.class.getName());
      }
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", text, "palisade-guard");
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Guard guard = new Guard(builder.start());
      for (String command : cleanup) {
        guard.order("run " + command);
      }
      return guard;
    } catch (IOException e) {
      throw new ClusterException("could not start /bin/sh, which guards the nodes", e);
    }
  }

  /** From now on this process is not to outlive its owner. */
  void watch(Process process) {
    if (Signal.isLinux()) {
      order("pid " + process.pid() + ":" + birth(process.pid()));
    }
  }

  private synchronized void order(String line) {
    try {
      orders.write(line + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new ClusterException("the shell that guards the nodes is gone", e);
    }
  }

  /** Kernel ticks at which a process began; tells it from a later one of the same id. */
  private static String birth(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
    } catch (IOException gone) {
      return "gone";
    }
  }

  /** Lets it end without doing anything. */
  @Override
  public void close() {
    try {
      order("bye");
      orders.close();
      shell.waitFor();
    } catch (ClusterException | IOException gone) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
