package dev.palisade.raft.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HlcTest {
  @Test
  void partsGoInAndComeOut() {
    long hlc = Hlc.of(1_772_366_400_250L, 3);
    assertThat(Hlc.millis(hlc)).isEqualTo(1_772_366_400_250L);
    assertThat(Hlc.counter(hlc)).isEqualTo(3);
    assertThat(Hlc.format(hlc)).isEqualTo("2026-03-01T12:00:00.250Z+3");
  }

  @Test
  void theLatestTimestampIsPositiveAndTheHighest() {
    long latest = Hlc.of(Hlc.MAX_MILLIS, Hlc.MAX_COUNTER);
    assertThat(latest).isEqualTo(Long.MAX_VALUE);
    assertThat(Hlc.format(latest)).isEqualTo("6429-10-17T02:45:55.327Z+65535");
  }

  @Test
  void millisecondsCountBeforeTheCounter() {
    assertThat(Hlc.of(2, 0)).isGreaterThan(Hlc.of(1, Hlc.MAX_COUNTER));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Hlc.of(-1, 0)).hasMessageContaining("were -1");
    assertThatThrownBy(() -> Hlc.of(Hlc.MAX_MILLIS + 1, 0)).hasMessageContaining("140737488355328");
    assertThatThrownBy(() -> Hlc.of(0, 65_536)).hasMessageContaining("was 65536");
  }
}
