package dev.palisade.harness.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.net.NetException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeatingTest {
  @Test
  void theFirstRoundIsOverWhenItHasStarted() {
    AtomicInteger rounds = new AtomicInteger();
    Repeating repeating =
        Repeating.start(
            "hourly",
            () -> {
              rounds.incrementAndGet();
              return 3_600_000;
            });
    assertThat(rounds).hasValue(1);
    repeating.stop();
    assertThat(rounds).hasValue(1);
  }

  @Test
  void aFirstRoundThatFailsIsNoBeginning() {
    assertThatThrownBy(
            () ->
                Repeating.start(
                    "failing",
                    () -> {
                      throw new NetException("refused");
                    }))
        .isInstanceOf(NetException.class);
  }

  @Test
  void aLaterRoundThatFailsIsToldWhenItIsStopped() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(3);
    Repeating repeating =
        Repeating.start(
            "failing",
            () -> {
              third.countDown();
              if (rounds.incrementAndGet() == 3) {
                throw new NetException("refused");
              }
              return 0;
            });
    third.await();
    assertThatThrownBy(repeating::stop)
        .isInstanceOf(ClusterException.class)
        .hasMessage("it had stopped before: refused");
  }
}
