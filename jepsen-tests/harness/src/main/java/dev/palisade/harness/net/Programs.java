package dev.palisade.harness.net;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs of this machine. */
public final class Programs {
  private Programs() {}

  /** Where a program is, looked for as a shell does and where only root's shell looks. */
  public static Optional<Path> find(String name) {
    String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator;
    for (String each : (path + "/sbin").split(File.pathSeparator, -1)) {
      Path program = Path.of(each).resolve(name);
      if (!each.isBlank() && Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }
}
