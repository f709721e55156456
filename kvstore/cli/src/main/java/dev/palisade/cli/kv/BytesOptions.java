package dev.palisade.cli.kv;

import dev.palisade.cli.output.BytesText;
import dev.palisade.cli.output.Json;
import dev.palisade.client.Bytes;
import java.util.Base64;
import picocli.CommandLine.Option;

/** How keys and values are written on the command line and shown. */
final class BytesOptions {
  @Option(
      names = "--hex",
      description =
          "Keys and values are hexadecimal, in arguments and in what is shown. Otherwise arguments"
              + " are taken byte by byte as they are.")
  private boolean hex;

  private BytesText text() {
    return hex ? BytesText.HEX : BytesText.ESCAPED;
  }

  boolean isHex() {
    return hex;
  }

  /** Whether these bytes cannot be shown as they are. */
  boolean escapes(Bytes bytes) {
    String utf8 = BytesText.utf8(bytes.toByteArray());
    return !hex && !show(bytes).equals(utf8);
  }

  Bytes parse(String argument) {
    return Bytes.wrap(text().parse(argument));
  }

  String show(Bytes bytes) {
    return text().show(bytes.toByteArray());
  }

  /**
   * Puts bytes into a JSON object: as text when they are valid UTF-8, otherwise in base64 under the
   * name with {@code _base64}; in hexadecimal under the name with {@code _hex} when that is asked
   * for.
   */
  Json put(Json json, String name, Bytes bytes) {
    if (hex) {
      return json.put(name + "_hex", show(bytes));
    }
    String utf8 = BytesText.utf8(bytes.toByteArray());
    return utf8 != null
        ? json.put(name, utf8)
        : json.put(name + "_base64", Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }
}
