package dev.palisade.cli.mutant;

import dev.palisade.sim.mutant.Mutant;
import dev.palisade.sim.mutant.MutantCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the build makes for the launcher, with some classes changed: {@code -Dpalisade.home} of it
 * starts servers that lack a safety mechanism. The product knows nothing of it.
 */
final class MutantHome {
  /** Where a command finds what it starts servers from. */
  static final String PROPERTY = "palisade.home";

  private static final Path ORIGINAL =
      Path.of(System.getProperty(PROPERTY, "target")).toAbsolutePath();

  private MutantHome() {}

  /** What the build made: {@code lib} with the class path, {@code native} with RocksDB. */
  static Path original() {
    return ORIGINAL;
  }

  /**
   * Makes a home in a folder: one jar, whose class path is a directory of the changed classes and
   * then all original jars.
   *
   * @throws IllegalStateException if an edit does not fit the sources, or does not compile
   */
  static Path of(Mutant mutant, Path folder) throws IOException {
    Path changed = folder.resolve("changed");
    for (Map.Entry<String, byte[]> each : MutantCompiler.compile(mutant).entrySet()) {
      Path file = changed.resolve(each.getKey().replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, each.getValue());
    }
    return of(changed, folder);
  }

  /** The same, of classes that lie in a directory. */
  static Path of(Path changed, Path folder) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(Attributes.Name.CLASS_PATH, changed.toUri() + " " + originalJars());
    Path lib = Files.createDirectories(folder.resolve("lib"));
    new JarOutputStream(Files.newOutputStream(lib.resolve("mutant.jar")), manifest).close();
    Path natives = Files.createDirectories(folder.resolve("native"));
    if (Files.exists(ORIGINAL.resolve("native"))) {
      try (Stream<Path> libraries = Files.list(ORIGINAL.resolve("native"))) {
        for (Path each : libraries.toList()) {
          Files.copy(each, natives.resolve(each.getFileName()));
        }
      }
    }
    return folder;
  }

  private static String originalJars() throws IOException {
    try (Stream<Path> files = Files.list(ORIGINAL.resolve("lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(file -> file.toUri().toString())
          .collect(Collectors.joining(" "));
    }
  }
}
