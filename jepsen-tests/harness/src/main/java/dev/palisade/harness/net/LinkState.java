package dev.palisade.harness.net;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with one directed link of a proxied network: all troubles that are on it, taken
 * together. Thread-safe; read by the pumps for each piece that they carry.
 */
final class LinkState {
  /** All troubles of a moment in one. */
  record Sum(boolean cut, int delayMillis, int jitterMillis, double loss, int bytesPerSecond) {
    static final Sum NONE = new Sum(false, 0, 0, 0, Integer.MAX_VALUE);

    boolean isSlow() {
      return delayMillis > 0 || jitterMillis > 0 || loss > 0;
    }

    boolean isNarrow() {
      return bytesPerSecond < Integer.MAX_VALUE;
    }

    private Sum and(Trouble trouble) {
      return switch (trouble) {
        case Trouble.Cut() -> new Sum(true, delayMillis, jitterMillis, loss, bytesPerSecond);
        case Trouble.Delay(int millis, int jitter) ->
            new Sum(cut, delayMillis + millis, jitterMillis + jitter, loss, bytesPerSecond);
        case Trouble.Loss(double fraction) ->
            new Sum(
                cut, delayMillis, jitterMillis, 1 - (1 - loss) * (1 - fraction), bytesPerSecond);
        case Trouble.Bandwidth(int bytes) ->
            new Sum(cut, delayMillis, jitterMillis, loss, Math.min(bytesPerSecond, bytes));
      };
    }
  }

  private final List<Trouble> troubles = new ArrayList<>();
  private volatile Sum sum = Sum.NONE;

  Sum sum() {
    return sum;
  }

  synchronized void add(Trouble trouble) {
    troubles.add(trouble);
    addUp();
  }

  synchronized void remove(Trouble trouble) {
    troubles.remove(trouble);
    addUp();
  }

  private void addUp() {
    Sum all = Sum.NONE;
    for (Trouble each : troubles) {
      all = all.and(each);
    }
    sum = all;
    notifyAll();
  }

  /** Waits until something gets through. */
  void awaitOpen() throws InterruptedException {
    if (sum.cut()) {
      synchronized (this) {
        while (sum.cut()) {
          wait();
        }
      }
    }
  }
}
