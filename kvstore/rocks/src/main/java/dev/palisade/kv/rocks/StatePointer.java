package dev.palisade.kv.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that names the folder in which the live database is: one line, {@code palisade-state 1
 * db-4 5f0c2a11}, with the CRC32C of what stands before it. Replaced in one step.
 */
final class StatePointer {
  static final String NAME = "CURRENT-STATE";

  private static final Pattern LINE =
      Pattern.compile("(palisade-state (\\d+) (db-(\\d{1,9}))) ([0-9a-f]{8})\n");

  private final Path file;

  /** The file does not say what was written to it. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  StatePointer(Path folder) {
    file = folder.resolve(NAME);
  }

  static String database(int number) {
    return "db-" + number;
  }

  /** The number of a database folder; 0 when the name is none of a database. */
  static int numberOf(String name) {
    return name.matches("db-[1-9][0-9]{0,8}") ? Integer.parseInt(name.substring(3)) : 0;
  }

  /**
   * Name of the live database's folder; null when there is no pointer.
   *
   * @throws DamagedException if it is damaged
   * @throws IOException if it is of another format, or cannot be read
   */
  @Nullable String read() throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return null;
    }
    Matcher line = LINE.matcher(text);
    if (!line.matches() || !checksum(line.group(1)).equals(line.group(5))) {
      throw new DamagedException(file + " is damaged: it does not name a database");
    }
    if (!line.group(2).equals("1")) {
      throw new IOException(file + " has format " + line.group(2) + "; this program reads 1");
    }
    return line.group(3);
  }

  /** Names another; durable when this returns. */
  void write(String database) throws IOException {
    String content = "palisade-state 1 " + database;
    String line = content + " " + checksum(content) + "\n";
    Durably.replace(file, ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private static String checksum(String content) {
    CRC32C crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.ISO_8859_1));
    return "%08x".formatted((int) crc.getValue());
  }
}
