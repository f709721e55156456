package dev.palisade.harness.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The libraries that nodes are started with: compiled when they are first asked for, and kept for
 * later runs in the user's cache. Thread-safe.
 */
public final class Libraries {
  private static final ShimCompiler HERE = new ShimCompiler("gcc", cache());

  private Libraries() {}

  /** Why nodes cannot be started with a library here, and what to do; empty when they can. */
  public static Optional<String> whyNotHere(Preload preload) {
    return Signal.isLinux()
        ? HERE.whyNot(preload)
        : Optional.of("libraries are preloaded on Linux only");
  }

  /**
   * The library, ready to be loaded.
   *
   * @throws ClusterException if it cannot be compiled
   */
  static Path compiled(Preload preload) {
    return HERE.compiled(preload);
  }

  private static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home", "/tmp"), ".cache")
            : Path.of(cache);
    return root.resolve("palisade");
  }
}
