package dev.palisade.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, as the build wrote it into the jar. */
public final class Version implements IVersionProvider {
  /** For example {@code 0.1.0}; {@code unreleased} when run from class files. */
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "palisade " + text() + " (Java " + Runtime.version().feature() + ")",
    };
  }
}
