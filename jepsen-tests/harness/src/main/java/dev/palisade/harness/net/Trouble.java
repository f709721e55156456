package dev.palisade.harness.net;

/** What can be wrong with a link for a while. Several at once add up. */
public sealed interface Trouble {
  /** Nothing gets through, neither on connections that are open nor on new ones. */
  record Cut() implements Trouble {}

  /**
   * Everything arrives later.
   *
   * @param millis at least 0
   * @param jitterMillis each piece is late by up to so much more or less, at random; order is kept
   */
  record Delay(int millis, int jitterMillis) implements Trouble {
    public Delay {
      if (millis < 0 || jitterMillis < 0) {
        throw new IllegalArgumentException("a delay of " + millis + "±" + jitterMillis + " ms");
      }
    }
  }

  /**
   * Some packets are lost. A proxy sees no packets: there a piece waits as long as TCP would until
   * it sends it again, 200 ms and twice as long for each further loss.
   *
   * @param fraction above 0 and below 1
   */
  record Loss(double fraction) implements Trouble {
    public Loss {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException("a loss of " + fraction + " is not between 0 and 1");
      }
    }
  }

  /**
   * No more than so much gets through.
   *
   * @param bytesPerSecond at least 1,000
   */
  record Bandwidth(int bytesPerSecond) implements Trouble {
    public Bandwidth {
      if (bytesPerSecond < 1_000) {
        throw new IllegalArgumentException(bytesPerSecond + " bytes/s is below 1000");
      }
    }
  }
}
