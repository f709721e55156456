package dev.palisade.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Loads the classes that commands use, so that the launcher can put them into an archive which
 * later starts share. What the commands answer is of no interest here, and nothing is written.
 */
public final class WarmUp {
  /** A port on which nothing listens: the calls fail, but with all their classes loaded. */
  private static final String NOWHERE = "--endpoints=127.0.0.1:1";

  private WarmUp() {}

  /** Runs some commands that reach nothing. */
  public static void main(String[] args) {
    PrintStream nothing =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            nothing,
            nothing,
            false,
            Map.of(),
            Path.of(System.getProperty("java.io.tmpdir")));
    Palisade.run(surroundings, "--help");
    Palisade.run(surroundings, "status", NOWHERE, "--timeout=500ms");
    Palisade.run(surroundings, "status", NOWHERE, "--timeout=500ms", "-o", "json");
  }
}
