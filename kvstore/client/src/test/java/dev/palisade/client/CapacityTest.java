package dev.palisade.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CapacityTest {
  private static final long FAR_NANOS = 60_000_000_000L;

  @Test
  void operationsAndBytesAreBothBounded() {
    Capacity capacity = new Capacity(3, 100);
    assertThat(capacity.tryAcquire(60)).isTrue();
    assertThat(capacity.tryAcquire(60)).as("beyond the bytes").isFalse();
    assertThat(capacity.tryAcquire(40)).isTrue();
    capacity.release(60);
    assertThat(capacity.tryAcquire(1)).isTrue();
    assertThat(capacity.tryAcquire(1)).isTrue();
    assertThat(capacity.tryAcquire(1)).as("beyond the operations").isFalse();
    assertThat(capacity).hasToString("3 of 3 operations and 42 of 100 bytes wait");
  }

  @Test
  void aCallLargerThanTheBoundGoesAlone() {
    Capacity capacity = new Capacity(3, 100);
    assertThat(capacity.tryAcquire(1_000)).isTrue();
    assertThat(capacity.tryAcquire(1)).isFalse();
    capacity.release(1_000);
    assertThat(capacity.tryAcquire(1)).isTrue();
  }

  @Test
  void manyThreadsNeverExceedItAndNoneIsForgotten() throws Exception {
    Capacity capacity = new Capacity(2, 1_000);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger passed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 2_000; i++) {
                    if (capacity.acquire(10, System.nanoTime() + FAR_NANOS)) {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      inside.decrementAndGet();
                      capacity.release(10);
                      passed.incrementAndGet();
                    }
                  }
                } catch (InterruptedException interrupt) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(passed.get()).isEqualTo(16_000);
    assertThat(capacity).hasToString("0 of 2 operations and 0 of 1000 bytes wait");
  }
}
