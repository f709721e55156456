package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Where the libraries are that nodes are started with. Thread-safe. */
public final class Libraries {
  private static final List<String> CLOCK_NAMES =
      List.of("libfaketimeMT.so.1", "libfaketimeMT.1.dylib");
  private static final long COMPILE_SECONDS = 60;

  private Libraries() {}

  /** Why nodes cannot be started with a library here, and what to do; empty when they can. */
  public static Optional<String> whyNotHere(Preload preload) {
    if (!Signal.isLinux()) {
      return Optional.of("only Linux preloads it");
    }
    return switch (preload) {
      case CLOCK ->
          clock().isPresent()
              ? Optional.empty()
              : Optional.of("libfaketime is not installed: run scripts/chaos-tools");
      case DISK ->
          isCompiled() || Programs.find("gcc").isPresent()
              ? Optional.empty()
              : Optional.of("gcc is not installed, which compiles it: run scripts/chaos-tools");
    };
  }

  /** libfaketime for programs of several threads; empty when it is not installed. */
  static Optional<Path> clock() {
    for (String root : List.of("/usr/lib", "/usr/local/lib", "/usr/lib64")) {
      Optional<Path> found = below(Path.of(root));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> below(Path root) {
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    try (Stream<Path> paths =
        Files.find(root, 3, (path, kind) -> CLOCK_NAMES.contains(path.getFileName().toString()))) {
      return paths.findFirst();
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * The library that lets files fail; compiled when it is first asked for, and kept for later runs.
   *
   * @throws ClusterException if it cannot be compiled
   */
  public static Path disk() {
    Path library = diskLibrary();
    if (Files.exists(library)) {
      return library;
    }
    try {
      Files.createDirectories(library.getParent());
      Path source = library.resolveSibling("disk_shim-" + ProcessHandle.current().pid() + ".c");
      Path fresh = source.resolveSibling(source.getFileName() + ".so");
      Files.write(source, source());
      Process gcc =
          new ProcessBuilder(
                  "gcc", "-O2", "-fPIC", "-shared", "-o", fresh.toString(), source.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(gcc.getInputStream().readAllBytes());
      if (!gcc.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
        throw new ClusterException("gcc could not compile the disk shim: " + said);
      }
      Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(source);
      return library;
    } catch (IOException e) {
      throw new ClusterException("could not compile the disk shim into " + library, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while the disk shim was compiled", e);
    }
  }

  private static boolean isCompiled() {
    return Files.exists(diskLibrary());
  }

  /** Its name tells one source from another, so that an old library is never used for a new one. */
  private static Path diskLibrary() {
    CRC32 sum = new CRC32();
    sum.update(source());
    return cache().resolve("disk_shim-%08x.so".formatted(sum.getValue()));
  }

  private static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home", "/tmp"), ".cache")
            : Path.of(cache);
    return root.resolve("palisade");
  }

  private static byte[] source() {
    try (InputStream in = Libraries.class.getResourceAsStream("disk_shim.c")) {
      if (in == null) {
        throw new ClusterException("disk_shim.c is missing beside " + Libraries.class.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClusterException("cannot read disk_shim.c", e);
    }
  }
}
