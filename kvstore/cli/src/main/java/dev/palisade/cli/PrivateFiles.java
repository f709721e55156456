package dev.palisade.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps what this process stores from other users: files get mode 0600 and folders 0700, whatever
 * the umask was that it was started with. It sets the umask of the whole process, since RocksDB
 * creates files from C++. The processes that this one starts inherit it.
 */
final class PrivateFiles {
  /** The launcher sets this, and the umask: starting Java's way into C costs a short command. */
  private static final String LAUNCHER_PROPERTY = "palisade.columns";

  private static final int OWNER_ONLY = 0077;

  private PrivateFiles() {}

  /** From now on. Systems without a umask are left alone. */
  static void fromNowOn() {
    if (System.getProperty(LAUNCHER_PROPERTY) != null) {
      return;
    }
    Linker linker = Linker.nativeLinker();
    linker
        .defaultLookup()
        .find("umask")
        .ifPresent(
            address ->
                set(
                    linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))));
  }

  private static void set(MethodHandle umask) {
    try {
      int ignored = (int) umask.invokeExact(OWNER_ONLY);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("umask failed", e);
    }
  }
}
