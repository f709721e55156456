package dev.palisade.raft.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a loss of power leaves of the writes that no sync had confirmed. Each write, in the order
 * they were made, is asked for; then each change of a name.
 */
public interface Loss {
  int SECTOR_BYTES = 512;

  /** Bytes [from, toExclusive) of a write. */
  record Part(int from, int toExclusive) {}

  /**
   * What survives of write {@code i} of {@code count}, which is {@code bytes} long and stands at
   * {@code offset} of its file.
   */
  List<Part> ofWrite(int i, int count, long offset, int bytes);

  /** Whether change {@code i} of {@code count} of a name survives. */
  boolean ofName(int i, int count);

  /** Nothing survives. */
  static Loss everything() {
    return new Whole("everything is lost", -2);
  }

  /** All survives. */
  static Loss nothing() {
    return new Whole("nothing is lost", -1);
  }

  /** Of the writes only this one survives, and of the names only the one with this number. */
  static Loss allBut(int survivor) {
    return new Whole("all is lost but number " + survivor, survivor);
  }

  /**
   * A random subset survives; some writes are torn: at any byte, or in any of their sectors (of the
   * file, of 512 bytes).
   */
  static Loss random(long seed) {
    return new Torn(seed, new Random(seed));
  }

  /** Whole writes survive or do not; survivor -1 stands for all, -2 for none. */
  record Whole(String name, int survivor) implements Loss {
    @Override
    public List<Part> ofWrite(int i, int count, long offset, int bytes) {
      return survives(i) ? List.of(new Part(0, bytes)) : List.of();
    }

    @Override
    public boolean ofName(int i, int count) {
      return survives(i);
    }

    private boolean survives(int i) {
      return survivor == -1 || survivor == i;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A random subset. */
  record Torn(long seed, Random random) implements Loss {
    @Override
    public List<Part> ofWrite(int i, int count, long offset, int bytes) {
      return switch (random.nextInt(5)) {
        case 0 -> List.of();
        case 1 -> List.of(new Part(0, bytes));
        case 2 -> List.of(new Part(0, random.nextInt(bytes + 1)));
        case 3 -> List.of(new Part(random.nextInt(bytes + 1), bytes));
        default -> sectors(offset, bytes);
      };
    }

    private List<Part> sectors(long offset, int bytes) {
      List<Part> parts = new ArrayList<>();
      int from = 0;
      while (from < bytes) {
        int inSector = SECTOR_BYTES - (int) ((offset + from) % SECTOR_BYTES);
        int to = Math.min(bytes, from + inSector);
        if (random.nextBoolean()) {
          parts.add(new Part(from, to));
        }
        from = to;
      }
      return parts;
    }

    @Override
    public boolean ofName(int i, int count) {
      return random.nextBoolean();
    }

    @Override
    public String toString() {
      return "a random subset of seed " + seed + " survives";
    }
  }
}
