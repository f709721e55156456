package dev.palisade.harness.cluster;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * Signals of POSIX, sent by {@code kill(2)} itself: a fault that toggles must not start programs.
 */
enum Signal {
  TERM(15, 15),
  KILL(9, 9),
  STOP(19, 17),
  CONTINUE(18, 19);

  private final int number;

  Signal(int onLinux, int elsewhere) {
    number = isLinux() ? onLinux : elsewhere;
  }

  /** Sends it; a process that is gone gets none. */
  void send(Process process) {
    if (!process.isAlive()) {
      return;
    }
    try {
      int unused = (int) Kill.HANDLE.invokeExact((int) process.pid(), number);
    } catch (Throwable e) {
      throw new ClusterException("could not signal process " + process.pid(), e);
    }
  }

  static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }

  @SuppressWarnings("restricted")
  private static final class Kill {
    private static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
