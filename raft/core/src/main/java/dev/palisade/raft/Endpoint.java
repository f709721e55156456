package dev.palisade.raft;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
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
      return "invalid endpoint '%s': port '%s' is not a number from 1 to %d"
          .formatted(text, port, MAX_PORT);
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
    if (text.length() > MAX_HOST_CHARS || text.indexOf('%') >= 0) {
      return false;
    }
    try {
      return text.equals(new URI("//" + text + ":1").getHost());
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
