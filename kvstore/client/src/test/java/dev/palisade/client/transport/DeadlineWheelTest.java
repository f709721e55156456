package dev.palisade.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeadlineWheelTest {
  private static final long SLOT = DeadlineWheel.SLOT_NANOS;

  @Test
  void aCallEndsAfterItsDeadlineAndAtMostOneSlotLate() {
    DeadlineWheel wheel = new DeadlineWheel(0);
    Call call = new ExampleCall(5 * SLOT + 1);
    wheel.add(call);
    List<Call> expired = new ArrayList<>();
    wheel.expire(5 * SLOT + 1, expired::add);
    assertThat(expired).isEmpty();
    wheel.expire(6 * SLOT, expired::add);
    assertThat(expired).containsExactly(call);
    assertThat(wheel.isEmpty()).isTrue();
  }

  @Test
  void aCallWhoseDeadlineHasPassedEndsAtTheNextSweep() {
    DeadlineWheel wheel = new DeadlineWheel(100 * SLOT);
    wheel.add(new ExampleCall(3 * SLOT));
    List<Call> expired = new ArrayList<>();
    wheel.expire(101 * SLOT, expired::add);
    assertThat(expired).hasSize(1);
  }

  @Test
  void removingTwiceDoesNothing() {
    DeadlineWheel wheel = new DeadlineWheel(0);
    Call one = new ExampleCall(SLOT);
    Call other = new ExampleCall(SLOT);
    wheel.add(one);
    wheel.add(other);
    wheel.remove(one);
    wheel.remove(one);
    List<Call> rest = new ArrayList<>();
    wheel.removeAll(rest::add);
    assertThat(rest).containsExactly(other);
  }

  @Test
  void itBehavesAsASetOfDeadlines() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    // The scale of System.nanoTime may begin anywhere, also below zero.
    long now = random.nextLong() / 2;
    DeadlineWheel wheel = new DeadlineWheel(now);
    Set<Call> live = new HashSet<>();
    for (int step = 0; step < 5_000; step++) {
      for (int i = random.nextInt(6); i > 0; i--) {
        Call call = new ExampleCall(now + (long) (random.nextDouble() * 20e9));
        wheel.add(call);
        live.add(call);
      }
      if (!live.isEmpty() && random.nextBoolean()) {
        Call answered = live.iterator().next();
        wheel.remove(answered);
        live.remove(answered);
      }
      now += (long) (random.nextDouble() * 3 * SLOT);
      long sweepAt = now;
      wheel.expire(
          now,
          call -> {
            assertThat(call.deadlineNanos - sweepAt).as("seed %d", seed).isLessThanOrEqualTo(0);
            assertThat(live.remove(call)).as("seed %d", seed).isTrue();
          });
      assertThat(live)
          .as("seed %d step %d: overdue by a slot", seed, step)
          .noneMatch(call -> call.deadlineNanos - sweepAt < -SLOT);
    }
  }
}
