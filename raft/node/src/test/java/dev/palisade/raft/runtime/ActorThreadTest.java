package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ActorThreadTest {
  @Test
  void aTurnThatFailsHaltsTheProcessAndIsTheLast() throws Exception {
    CompletableFuture<String> halted = new CompletableFuture<>();
    ActorThread actor =
        new ActorThread(
            "log-writer", (name, cause) -> halted.complete(name + ": " + cause.getMessage()));
    CountDownLatch turns = new CountDownLatch(2);
    actor.start(
        () -> {
          turns.countDown();
          throw new IOException("fsync failed");
        },
        ActorThread.Deadline.NEVER);
    assertThat(halted.get(5, TimeUnit.SECONDS)).isEqualTo("log-writer: fsync failed");
    actor.signal();
    actor.stop();
    assertThat(turns.getCount()).as("turns left of two").isEqualTo(1);
  }

  @Test
  void noSignalIsLost() throws Exception {
    ConcurrentLinkedQueue<Integer> inbox = new ConcurrentLinkedQueue<>();
    CountDownLatch taken = new CountDownLatch(200_000);
    ActorThread actor = new ActorThread("taker", (name, cause) -> {});
    actor.start(
        () -> {
          boolean worked = false;
          while (inbox.poll() != null) {
            taken.countDown();
            worked = true;
          }
          return worked;
        },
        ActorThread.Deadline.NEVER);
    for (int i = 0; i < 200_000; i++) {
      inbox.add(i);
      actor.signal();
    }
    assertThat(taken.await(10, TimeUnit.SECONDS)).as("everything was taken").isTrue();
    actor.stop();
  }

  @Test
  void aDeadlineBringsATurnWithoutASignal() throws Exception {
    CountDownLatch turns = new CountDownLatch(5);
    ActorThread actor = new ActorThread("timer", (name, cause) -> {});
    actor.start(
        () -> {
          turns.countDown();
          return false;
        },
        () -> System.nanoTime() + 1_000_000);
    assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
    actor.stop();
  }
}
