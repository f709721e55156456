package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * The libraries that nodes are started with: compiled when they are first asked for, and kept for
 * later runs in the user's cache. Thread-safe.
 */
public final class Libraries {
  private static final long COMPILE_SECONDS = 60;

  private Libraries() {}

  /** Why nodes cannot be started with a library here, and what to do; empty when they can. */
  public static Optional<String> whyNotHere(Preload preload) {
    if (!Signal.isLinux()) {
      return Optional.of("libraries are preloaded on Linux only");
    }
    return Files.exists(library(preload)) || Programs.find("gcc").isPresent()
        ? Optional.empty()
        : Optional.of("gcc is not installed, which compiles its library: run scripts/chaos-tools");
  }

  /**
   * The library, ready to be loaded.
   *
   * @throws ClusterException if it cannot be compiled
   */
  static Path compiled(Preload preload) {
    Path library = library(preload);
    if (Files.exists(library)) {
      return library;
    }
    try {
      Files.createDirectories(library.getParent());
      // Two first runs may be at it at the same time.
      String own = library.getFileName() + "-" + ProcessHandle.current().pid();
      Path source = library.resolveSibling(own + ".c");
      Path fresh = library.resolveSibling(own + ".so");
      Files.write(source, source(preload));
      compile(source, fresh);
      Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(source);
      return library;
    } catch (IOException e) {
      throw new ClusterException("could not compile " + library, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while " + library + " was compiled", e);
    }
  }

  private static void compile(Path source, Path library) throws IOException, InterruptedException {
    Process gcc =
        new ProcessBuilder(
                List.of(
                    "gcc", "-O2", "-fPIC", "-shared", "-o", library.toString(), source.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!gcc.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || gcc.exitValue() != 0) {
      throw new ClusterException("gcc could not compile " + source + ": " + said.strip());
    }
  }

  /** Its name tells one source from another, so that an old library is never used for a new one. */
  private static Path library(Preload preload) {
    CRC32 sum = new CRC32();
    sum.update(source(preload));
    return cache().resolve("%s-%08x.so".formatted(word(preload), sum.getValue()));
  }

  private static String word(Preload preload) {
    return preload.name().toLowerCase(Locale.ROOT) + "_shim";
  }

  private static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home", "/tmp"), ".cache")
            : Path.of(cache);
    return root.resolve("palisade");
  }

  private static byte[] source(Preload preload) {
    String name = word(preload) + ".c";
    try (InputStream in = Libraries.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new ClusterException(name + " is missing beside " + Libraries.class.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClusterException("cannot read " + name, e);
    }
  }
}
