package dev.palisade.kv.rocks;

import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.kv.state.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file {@value #NAME}, whose presence says that the state beside it was found wrong: no process
 * opens that state again. Its content, the reason, is for people. A quarantine moves it away with
 * the state.
 */
final class Condemned {
  static final String NAME = "CONDEMNED";

  private Condemned() {}

  /** Condemns the state in this folder; durable when this returns. */
  static void mark(Path folder, String reason) {
    try {
      byte[] text = (reason + "\n").getBytes(StandardCharsets.UTF_8);
      Durably.replace(folder.resolve(NAME), ByteBuffer.wrap(text));
    } catch (IOException e) {
      throw new StoreException(
          "cannot mark the state in " + folder + " as damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Does nothing unless the state in this folder is condemned.
   *
   * @throws StateDamagedException with the reason, if it is
   */
  static void check(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      String reason = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
      throw new StateDamagedException(
          "the state in " + folder + " was found damaged earlier: " + reason, null);
    }
  }
}
