package dev.palisade.cli.rim;

import dev.palisade.sim.mutant.Mutant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A defect of the rim, written as the simulator's {@linkplain Mutant mutants} are, with files named
 * from the repository's root and a line that names what catches it:
 *
 * <pre>
 *   caught by raft/node FileDiskTest#oneDirectoryBelongsToOneProcess
 * </pre>
 *
 * @param module the Maven module of the test
 * @param testClass its simple name
 * @param method of it
 */
record RimMutant(Mutant mutant, String module, String testClass, String method) {
  private static final Path FOLDER = Path.of("src/test/resources/dev/palisade/cli/rim");
  private static final String CAUGHT_BY = "caught by ";

  /** All of them, by name. */
  static List<RimMutant> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(RimMutant::read).toList();
    }
  }

  private static RimMutant read(Path file) {
    try {
      String text = Files.readString(file);
      String name = file.getFileName().toString().replace(".txt", "");
      String caughtBy =
          text.lines()
              .filter(line -> line.startsWith(CAUGHT_BY))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(name + " says not what catches it"));
      String[] where = caughtBy.substring(CAUGHT_BY.length()).split("[ #]", 3);
      return new RimMutant(Mutant.parse(name, text), where[0], where[1], where[2]);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * The files that it changes, changed, by their path from the root.
   *
   * @throws IllegalStateException if an edit does not fit the source as it is
   */
  Map<String, String> sources(Path root) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (Mutant.Edit edit : mutant.edits()) {
      String source = sources.get(edit.file());
      if (source == null) {
        source = Files.readString(root.resolve(edit.file()));
      }
      sources.put(edit.file(), edit.applyTo(source, mutant.name()));
    }
    return sources;
  }

  /** What {@code mvnw -Dtest} takes. */
  String test() {
    return testClass + "#" + method;
  }

  /** As JUnit shows it. */
  @Override
  public String toString() {
    return mutant.name();
  }
}
