package dev.palisade.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where this repository lies. */
final class Repository {
  private Repository() {}

  /** Its top folder: the one above that holds scripts/palisade. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("scripts/palisade"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no scripts/palisade above");
    }
    return folder;
  }

  /** The launcher. */
  static Path launcher() {
    return root().resolve("scripts/palisade");
  }
}
