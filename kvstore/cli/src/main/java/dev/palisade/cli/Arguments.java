package dev.palisade.cli;

import dev.palisade.cli.output.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of this process, byte by byte. The JVM decodes them in the charset of the locale:
 * what that charset does not have becomes U+FFFD, so that different keys become one.
 */
final class Arguments {
  /** On Linux: every argument as it was given, each ended by a zero byte. */
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /**
   * The arguments as {@link RawText}.
   *
   * @param decoded as the JVM has decoded them
   * @throws CommandFailed when a byte was lost and this system does not tell which
   */
  static String[] exact(String[] decoded) {
    try {
      return exact(decoded, Files.readAllBytes(COMMAND_LINE));
    } catch (IOException noSuchSystem) {
      return exact(decoded, new byte[0]);
    }
  }

  /**
   * @param commandLine of the process, program and options of the JVM included; empty if unknown
   */
  static String[] exact(String[] decoded, byte[] commandLine) {
    List<String> words = words(commandLine);
    int first = words.size() - decoded.length;
    if (first >= 0 && agree(decoded, words.subList(first, words.size()))) {
      return words.subList(first, words.size()).toArray(String[]::new);
    }
    for (String argument : decoded) {
      if (argument.indexOf('\ufffd') >= 0) {
        throw new CommandFailed(
            ExitCode.USAGE,
            "argument '"
                + argument
                + "' holds bytes that are not text in the charset of this locale; set LC_ALL to a"
                + " UTF-8 locale, or give keys and values in hexadecimal with --hex");
      }
    }
    return decoded;
  }

  private static List<String> words(byte[] commandLine) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < commandLine.length; at++) {
      if (commandLine[at] == 0) {
        words.add(RawText.decode(java.util.Arrays.copyOfRange(commandLine, from, at)));
        from = at + 1;
      }
    }
    return words;
  }

  /** Whether these are the same arguments, as far as ASCII tells. */
  private static boolean agree(String[] decoded, List<String> words) {
    for (int i = 0; i < decoded.length; i++) {
      String word = words.get(i);
      boolean isAscii = StandardCharsets.US_ASCII.newEncoder().canEncode(word);
      if (isAscii && !word.equals(decoded[i])) {
        return false;
      }
    }
    return true;
  }
}
