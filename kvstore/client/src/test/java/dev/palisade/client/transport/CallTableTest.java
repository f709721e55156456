package dev.palisade.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CallTableTest {
  private final CallTable table = new CallTable();

  @Test
  void aLateAnswerToACallThatEndedMeetsNoOtherCall() {
    long first = table.add(new ExampleCall(0));
    table.remove(first);
    long second = table.add(new ExampleCall(0));
    assertThat(second).isNotEqualTo(first);
    assertThat(table.remove(first)).isNull();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void anIdThatWasNeverGivenIsUnknown() {
    assertThat(table.remove(0)).isNull();
    assertThat(table.remove(-1)).isNull();
    assertThat(table.remove(1L << 23)).isNull();
  }

  @Test
  void itBehavesAsAMap() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Long, Call> model = new HashMap<>();
    List<Long> ids = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(10) < 6 || ids.isEmpty()) {
        Call call = new ExampleCall(0);
        call.order = step;
        long id = table.add(call);
        assertThat(model.put(id, call)).as("seed %d step %d", seed, step).isNull();
        ids.add(id);
      } else {
        Long id = ids.remove(random.nextInt(ids.size()));
        assertThat(table.remove(id)).as("seed %d step %d", seed, step).isSameAs(model.remove(id));
      }
    }
    assertThat(table.size()).as("seed %d", seed).isEqualTo(model.size());
    assertThat(table.removeAll())
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(model.values())
        .isSortedAccordingTo((a, b) -> Long.compare(a.order, b.order));
    assertThat(table.size()).isZero();
  }
}
