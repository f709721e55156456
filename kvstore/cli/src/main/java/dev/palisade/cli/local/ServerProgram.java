package dev.palisade.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The server as a process of the same Java and class path as this one. */
public final class ServerProgram {
  private static final String OPTIONS = "server.options";

  private ServerProgram() {}

  /** The words that run {@code palisade server}; its settings are to follow. */
  public static List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.addAll(fromHome());
    command.addAll(List.of("dev.palisade.cli.Palisade", "server"));
    return command;
  }

  /**
   * Class path, warm-up and native library from the folder that the build has filled, which the
   * launcher names; without it the class path of this process.
   */
  private static List<String> fromHome() {
    String home = System.getProperty("palisade.home");
    if (home == null) {
      return List.of("-cp", System.getProperty("java.class.path", ""));
    }
    List<String> options = new ArrayList<>();
    options.add("-Djava.library.path=" + Path.of(home, "native"));
    Path warm = Path.of(home, "palisade.aot");
    if (Files.exists(warm)) {
      options.addAll(List.of("-XX:AOTCache=" + warm, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    options.addAll(List.of("-cp", Path.of(home, "lib") + "/*"));
    return options;
  }

  private static List<String> jvmOptions() throws IOException {
    try (InputStream in = ServerProgram.class.getResourceAsStream(OPTIONS)) {
      if (in == null) {
        throw new IOException(OPTIONS + " is missing beside " + ServerProgram.class.getName());
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> line.startsWith("-")).toList();
    }
  }
}
