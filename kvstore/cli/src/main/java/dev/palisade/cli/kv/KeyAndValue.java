package dev.palisade.cli.kv;

import dev.palisade.cli.GlobalOptions;
import dev.palisade.cli.Reasons;
import dev.palisade.client.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A key and its value: an argument, {@code -} for standard input, or a file. */
final class KeyAndValue {
  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description =
          "The value; - reads it from standard input, byte by byte. A value of '-' itself can be"
              + " given as --hex 2d, a key or value that begins with a dash after --.")
  private @Nullable String value;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Read the value from a file, as it is.")
  private @Nullable String file;

  Bytes key(BytesOptions bytes) {
    return bytes.parse(key);
  }

  /** Reads the value from where the user said. */
  Bytes readValue(GlobalOptions options, BytesOptions bytes) throws IOException {
    if ((value == null) == (file == null)) {
      throw new IllegalArgumentException("give either a value or --file");
    }
    if (file != null) {
      Path path = options.surroundings().path(file);
      try {
        return Bytes.wrap(Files.readAllBytes(path));
      } catch (IOException e) {
        throw Reasons.whileTrying("cannot read the value from " + path, e);
      }
    }
    String given = java.util.Objects.requireNonNull(value);
    return given.equals("-")
        ? Bytes.wrap(options.surroundings().in().readAllBytes())
        : bytes.parse(given);
  }
}
