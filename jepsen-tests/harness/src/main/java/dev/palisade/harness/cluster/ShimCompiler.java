package dev.palisade.harness.cluster;

import dev.palisade.harness.net.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** Compiles the libraries that nodes are started with, once for each folder. Thread-safe. */
final class ShimCompiler {
  private static final long COMPILE_SECONDS = 60;

  private final String compiler;
  private final Path folder;
  private final Map<Preload, Optional<String>> tried = new ConcurrentHashMap<>();

  /**
   * @param compiler the program, which is called like gcc
   * @param folder where libraries are kept
   */
  ShimCompiler(String compiler, Path folder) {
    this.compiler = compiler;
    this.folder = folder;
  }

  /**
   * Why a library cannot be had, and what to do; empty when it can. It is compiled to know that.
   */
  Optional<String> whyNot(Preload preload) {
    return tried.computeIfAbsent(preload, this::tryIt);
  }

  private Optional<String> tryIt(Preload preload) {
    try {
      compiled(preload);
      return Optional.empty();
    } catch (ClusterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The library, ready to be loaded.
   *
   * @throws ClusterException if it cannot be compiled; says what to do
   */
  Path compiled(Preload preload) {
    Path library = library(preload);
    if (Files.exists(library)) {
      return library;
    }
    if (Programs.find(compiler).isEmpty()) {
      throw new ClusterException(
          compiler + " is not installed, which compiles its library: run scripts/chaos-tools");
    }
    // Two first runs may be at it at the same time.
    String own = library.getFileName() + "-" + ProcessHandle.current().pid();
    Path source = library.resolveSibling(own + ".c");
    Path fresh = library.resolveSibling(own + ".so");
    try {
      Files.createDirectories(folder);
      Files.write(source, source(preload));
      compile(source, fresh);
      Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
      return library;
    } catch (IOException e) {
      throw new ClusterException(
          "its library cannot be written into %s (%s): let XDG_CACHE_HOME name a folder that can"
                  .formatted(folder, e)
              + " be written",
          e);
    } finally {
      delete(source);
    }
  }

  private static void delete(Path source) {
    try {
      Files.deleteIfExists(source);
    } catch (IOException left) {
      // A small file in a cache; nothing reads it.
    }
  }

  private void compile(Path source, Path library) throws IOException {
    List<String> line =
        List.of(compiler, "-O2", "-fPIC", "-shared", "-o", library.toString(), source.toString());
    Process running = new ProcessBuilder(line).redirectErrorStream(true).start();
    try {
      String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!running.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || running.exitValue() != 0) {
        throw new ClusterException(
            "%s cannot compile its library (%s): run scripts/chaos-tools"
                .formatted(compiler, firstError(said)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while " + library + " was compiled", e);
    } finally {
      running.destroyForcibly();
    }
  }

  /** What lacks; the lines around it quote the source. */
  private static String firstError(String said) {
    List<String> lines = said.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    return lines.stream()
        .filter(line -> line.contains("error"))
        .findFirst()
        .orElse(lines.isEmpty() ? "it says nothing" : lines.getFirst());
  }

  /** Its name tells one source from another, so that an old library is never used for a new one. */
  private Path library(Preload preload) {
    CRC32 sum = new CRC32();
    sum.update(source(preload));
    return folder.resolve("%s-%08x.so".formatted(word(preload), sum.getValue()));
  }

  private static String word(Preload preload) {
    return preload.name().toLowerCase(Locale.ROOT) + "_shim";
  }

  /** One text, also of what is kept in two files. */
  private static byte[] source(Preload preload) {
    ByteArrayOutputStream source = new ByteArrayOutputStream();
    source.writeBytes(part(word(preload)));
    if (preload == Preload.DISK) {
      source.writeBytes(part("disk_names"));
    }
    return source.toByteArray();
  }

  private static byte[] part(String word) {
    String name = word + ".c";
    try (InputStream in = ShimCompiler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new ClusterException(name + " is missing beside " + ShimCompiler.class.getName());
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClusterException("cannot read " + name, e);
    }
  }
}
