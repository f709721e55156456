package dev.palisade.client.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class AckWindowTest {
  private final AckWindow window = new AckWindow();

  @Test
  void anAnswerOutOfOrderIsNotAcknowledgedBeforeTheEarlierOnes() {
    assertThat(List.of(window.take(), window.take(), window.take())).containsExactly(1L, 2L, 3L);
    window.settle(3);
    window.settle(2);
    assertThat(window.acknowledgedBelow()).isEqualTo(1);
    window.settle(1);
    assertThat(window.acknowledgedBelow()).isEqualTo(4);
  }

  @Test
  void noMoreThan4096SequencesAreOpen() {
    for (int i = 0; i < 4_096; i++) {
      window.take();
    }
    assertThat(window.hasRoom()).isFalse();
    assertThatThrownBy(window::take)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("4096 sequences from 1 are open");
    window.settle(2);
    assertThat(window.hasRoom()).as("room while the first is open").isFalse();
    window.settle(1);
    assertThat(window.take()).isEqualTo(4_097);
  }

  @Test
  void aSequenceIsSettledOnce() {
    window.settle(window.take());
    assertThatThrownBy(() -> window.settle(1)).hasMessage("sequence 1 is outside [2, 2)");
  }

  @Test
  void itBehavesAsASetOfOpenSequences() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeSet<Long> open = new TreeSet<>();
    long next = 1;
    for (int step = 0; step < 100_000; step++) {
      if (window.hasRoom() && random.nextInt(100) < 52) {
        assertThat(window.take()).as("seed %d step %d", seed, step).isEqualTo(next);
        open.add(next++);
      } else if (!open.isEmpty()) {
        List<Long> all = new ArrayList<>(open.headSet(open.first() + 5_000));
        Long settled = all.get(random.nextInt(Math.min(all.size(), 50)));
        open.remove(settled);
        window.settle(settled);
      }
      assertThat(window.acknowledgedBelow())
          .as("seed %d step %d", seed, step)
          .isEqualTo(open.isEmpty() ? next : open.first());
    }
  }
}
