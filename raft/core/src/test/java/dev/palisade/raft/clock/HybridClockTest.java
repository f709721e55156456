package dev.palisade.raft.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.clock.HybridClock.Observed;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  private static final long HOUR_MILLIS = 3_600_000;

  private final SetTime time = new SetTime(1_000_000);

  private static final class SetTime implements TimeSource {
    long millis;

    SetTime(long millis) {
      this.millis = millis;
    }

    @Override
    public long wallMillis() {
      return millis;
    }

    @Override
    public long monotonicNanos() {
      throw new AssertionError("the hybrid clock has no use for the monotonic clock");
    }
  }

  @Test
  void timestampsFollowTheWallClockAndCountWithinAMillisecond() {
    HybridClock clock = new HybridClock(time, 500, 0);
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_000, 0));
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_000, 1));
    time.millis = 1_000_002;
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_002, 0));
    time.millis = 999_000;
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_002, 1));
    assertThat(clock.aheadMillis()).isEqualTo(1002);
  }

  @Test
  void aFloorIsKeptHoweverFarAheadItIs() {
    HybridClock clock = new HybridClock(time, 500, 0);
    long ahead = Hlc.of(1_000_000 + HOUR_MILLIS, 3);
    assertThat(clock.observe(ahead)).isInstanceOf(Observed.Refused.class);
    clock.raise(ahead);
    assertThat(clock.now()).isEqualTo(ahead + 1);
    clock.raise(5);
    assertThat(clock.now()).as("a lower floor changes nothing").isEqualTo(ahead + 2);
  }

  @Test
  void aFullCounterCarriesIntoTheMilliseconds() {
    HybridClock clock = new HybridClock(time, 500, Hlc.of(1_000_000, Hlc.MAX_COUNTER));
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_001, 0));
  }

  @Test
  void aBatchTakesConsecutiveTimestamps() {
    HybridClock clock = new HybridClock(time, 500, 0);
    long first = clock.next(100_000);
    assertThat(first).isEqualTo(Hlc.of(1_000_000, 0));
    assertThat(clock.now()).isEqualTo(first + 100_000).isEqualTo(Hlc.of(1_000_001, 34_464));
    assertThatThrownBy(() -> clock.next(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRemoteTimestampWithinTheOffsetIsMerged() {
    HybridClock clock = new HybridClock(time, 500, 0);
    long remote = Hlc.of(1_000_500, 7);
    assertThat(clock.observe(remote)).isEqualTo(new Observed.Merged());
    assertThat(clock.now()).isEqualTo(remote + 1);
    assertThat(clock.observe(Hlc.of(5, 0))).isEqualTo(new Observed.Merged());
    assertThat(clock.now()).isEqualTo(remote + 2);
  }

  @Test
  void aRemoteTimestampTooFarAheadIsRefusedAndChangesNothing() {
    HybridClock clock = new HybridClock(time, 500, 0);
    assertThat(clock.observe(Hlc.of(1_000_501, 0))).isEqualTo(new Observed.Refused(501));
    assertThat(clock.observe(-1)).isInstanceOf(Observed.Refused.class);
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_000, 0));
  }

  @Test
  void theOffsetIsMeasuredFromTheWallClockNotFromAnEarlierRemote() {
    HybridClock clock = new HybridClock(time, 500, 0);
    clock.observe(Hlc.of(1_000_400, 0));
    assertThat(clock.observe(Hlc.of(1_000_800, 0))).isEqualTo(new Observed.Refused(800));
  }

  @Test
  void whateverTheWallClockDoesTimestampsRiseAlsoAcrossRestarts() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      time.millis = 1_700_000_000_000L;
      HybridClock clock = new HybridClock(time, 500, 0);
      long highest = 0;
      for (int i = 0; i < 500; i++) {
        switch (random.nextInt(8)) {
          case 0 -> time.millis += random.nextBoolean() ? HOUR_MILLIS : -HOUR_MILLIS;
          case 1 -> time.millis += random.nextInt(3);
          case 2 -> {
            long remote = Hlc.of(time.millis + random.nextInt(1200) - 200, random.nextInt(65_536));
            boolean tooFar = Hlc.millis(remote) - time.millis > 500;
            assertThat(clock.observe(remote) instanceof Observed.Refused)
                .as("seed %d, step %d", seed, i)
                .isEqualTo(tooFar);
            highest = tooFar ? highest : Math.max(highest, remote);
          }
          case 3 -> clock = new HybridClock(time, 500, highest);
          default -> {
            int count = 1 + random.nextInt(70_000);
            long first = clock.next(count);
            assertThat(first)
                .as("seed %d, step %d", seed, i)
                .isGreaterThan(highest)
                .isGreaterThanOrEqualTo(Hlc.of(time.millis, 0));
            highest = first + count - 1;
          }
        }
      }
    }
  }

  @Test
  void theBoundedDriftEndsAsSoonAsTheWallClockCatchesUp() {
    HybridClock clock = new HybridClock(time, 500, 0);
    time.millis += HOUR_MILLIS;
    clock.now();
    time.millis -= HOUR_MILLIS;
    assertThat(Hlc.millis(clock.now())).isEqualTo(1_000_000 + HOUR_MILLIS);
    time.millis += HOUR_MILLIS + 1;
    assertThat(clock.now()).isEqualTo(Hlc.of(1_000_000 + HOUR_MILLIS + 1, 0));
    assertThat(clock.aheadMillis()).isZero();
  }
}
