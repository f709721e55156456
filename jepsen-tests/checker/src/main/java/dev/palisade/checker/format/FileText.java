package dev.palisade.checker.format;

import dev.palisade.checker.history.MalformedHistoryException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The text of a file: decompressed if it is gzip, and decoded from UTF-8. */
final class FileText {
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  /** How files of other compressions begin. */
  private static final Map<String, byte[]> OTHERS = new LinkedHashMap<>();

  static {
    OTHERS.put("zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
    OTHERS.put("xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z'});
    OTHERS.put("bzip2", new byte[] {'B', 'Z', 'h'});
    OTHERS.put("zip", new byte[] {'P', 'K', 3, 4});
    OTHERS.put("lz4", new byte[] {4, 0x22, 0x4d, 0x18});
  }

  private FileText() {}

  /**
   * The text.
   *
   * @throws MalformedHistoryException if it is damaged, compressed in another way, or not UTF-8
   */
  static String of(byte[] bytes) throws IOException {
    if (startsWith(bytes, GZIP)) {
      return decode(gunzip(bytes));
    }
    OTHERS.forEach(
        (name, magic) -> {
          if (startsWith(bytes, magic)) {
            throw new MalformedHistoryException(
                1, "the file is compressed with " + name + "; decompress it, or use gzip");
          }
        });
    return decode(bytes);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  private static byte[] gunzip(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (EOFException | ZipException e) {
      throw new MalformedHistoryException(
          1, "the file is gzip, and cut short or damaged (" + e.getMessage() + ")");
    }
  }

  private static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new MalformedHistoryException(
          line, "the file is not UTF-8 at byte " + in.position() + "; convert it");
    }
    String text = out.flip().toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
