package dev.palisade.cli.output;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Hybrid logical timestamps as text: 48 bits of milliseconds since 1970, 16 of counter. */
public final class HlcText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private HlcText() {}

  /** For example {@code 2026-02-03T04:05:06.789Z+2}; {@code -} for 0, which is no time. */
  public static String show(long hlc) {
    if (hlc == 0) {
      return "-";
    }
    String time = TIME.format(Instant.ofEpochMilli(hlc >>> 16));
    long counter = hlc & 0xffff;
    return counter == 0 ? time : time + "+" + counter;
  }
}
