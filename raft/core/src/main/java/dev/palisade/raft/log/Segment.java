package dev.palisade.raft.log;

import java.io.IOException;

/** One open segment file. */
final class Segment {
  private static final String SUFFIX = ".log";
  private static final int DIGITS = 16;

  private final SegmentHeader header;
  private final DiskFile file;
  private final long bytes;
  // Guarded like the writer.
  private long lowestIndex = Long.MAX_VALUE;

  Segment(SegmentHeader header, DiskFile file, long bytes) {
    this.header = header;
    this.file = file;
    this.bytes = bytes;
  }

  /** Creates the segment durably: its zeros, its header, its name. */
  static Segment create(Disk disk, SegmentHeader header, long bytes) throws IOException {
    DiskFile file = disk.create(name(header.number()), bytes);
    file.write(header.encode(), 0);
    file.sync();
    disk.syncDirectory();
    return new Segment(header, file, bytes);
  }

  SegmentHeader header() {
    return header;
  }

  long number() {
    return header.number();
  }

  String name() {
    return name(header.number());
  }

  DiskFile file() {
    return file;
  }

  /** Size of the file. */
  long bytes() {
    return bytes;
  }

  /** The lowest index that records of this segment set or remove. */
  long lowestIndex() {
    return lowestIndex;
  }

  /** A record of this segment sets or removes entry {@code index}. */
  void touches(long index) {
    lowestIndex = Math.min(lowestIndex, index);
  }

  static String name(long number) {
    return "%016d%s".formatted(number, SUFFIX);
  }

  /** The number of the segment with this file name; 0 when it is no segment's name. */
  static long numberOf(String fileName) {
    if (fileName.length() != DIGITS + SUFFIX.length() || !fileName.endsWith(SUFFIX)) {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = fileName.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
