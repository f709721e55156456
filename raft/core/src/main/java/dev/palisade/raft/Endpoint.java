package dev.palisade.raft;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a peer or a client dials: a host and a port. The one rule for the addresses of members, on a
 * command line, in a request and in the log; the client has the same rule in {@code
 * dev.palisade.client.transport.Channels}, and a test compares the two.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets, as a URI has it
 * @param port 1 to 65,535
 */
public record Endpoint(String host, int port) {
  /** Names in the DNS are not longer. */
  private static final int MAX_HOST_CHARS = 253;

  private static final int MAX_PORT = 65_535;

  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";

  /** Of several labels the last begins with a letter, as in a URI. */
  private static final Pattern NAME =
      Pattern.compile(
          LABEL
              + "|("
              + LABEL
              + "\\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?\\.?|[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?\\.");

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

  /**
   * The endpoint of a text {@code host:port}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Endpoint parse(String text) {
    String defect = defectOf(text);
    if (defect != null) {
      throw new IllegalArgumentException(defect);
    }
    int colon = text.lastIndexOf(':');
    return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** What keeps this text from being dialled, as a sentence; null when nothing does. */
  public static @Nullable String defectOf(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MemberAddress.MAX_BYTES) {
      return "invalid endpoint of %d bytes, beginning with '%s'; at most %d bytes are allowed"
          .formatted(bytes, text.substring(0, 20), MemberAddress.MAX_BYTES);
    }
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return "invalid endpoint '" + text + "'; expected HOST:PORT";
    }
    String port = text.substring(colon + 1);
    if (!isPort(port)) {
      return "invalid endpoint '%s': port %s is not within 1 to %d".formatted(text, port, MAX_PORT);
    }
    return isHost(text.substring(0, colon))
        ? null
        : "invalid endpoint '"
            + text
            + "'; expected HOST:PORT, where the host is a name of letters, digits and hyphens, an"
            + " IPv4 address, or an IPv6 address in brackets without a zone";
  }

  /** Whether two texts name the same endpoint: the case of a host does not matter. */
  public static boolean isSame(String left, String right) {
    return left.equalsIgnoreCase(right);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }

  private static boolean isPort(String text) {
    boolean isNumber =
        !text.isEmpty()
            && text.length() <= 5
            && text.charAt(0) != '0'
            && text.chars().allMatch(each -> each >= '0' && each <= '9');
    return isNumber && Integer.parseInt(text) <= MAX_PORT;
  }

  private static boolean isHost(String text) {
    if (text.length() > MAX_HOST_CHARS) {
      return false;
    }
    return text.startsWith("[")
        ? text.endsWith("]") && isIpv6(text.substring(1, text.length() - 1))
        : IPV4.matcher(text).matches() || NAME.matcher(text).matches();
  }

  /** Eight groups, of which one run may be left out; the last two may be an IPv4 address. */
  private static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text) == 8;
    }
    int before = groups(text.substring(0, gap));
    int after = groups(text.substring(gap + 2));
    return before >= 0 && after >= 0 && before + after < 8;
  }

  /** How many groups of 16 bits; a negative number when it is not made of such groups. */
  private static int groups(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean isLast = i == parts.length - 1;
      if (GROUP.matcher(parts[i]).matches()) {
        count++;
      } else if (isLast && IPV4.matcher(parts[i]).matches()) {
        count += 2;
      } else {
        return -9;
      }
    }
    return count;
  }
}
