package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PendingCallsTest {
  private final PendingCalls<String> pending = new PendingCalls<>();
  private final List<RecordedCall> calls = new ArrayList<>();

  @Test
  void eachCallGetsTheResultOfItsEntry() {
    add(5, 2, 3);
    apply(4, 6, 2);
    assertThat(endings()).containsExactly("done r5", "done r6", "");
    apply(7, 7, 2);
    assertThat(endings()).containsExactly("done r5", "done r6", "done r7");
  }

  @Test
  void aCallWhoseIndexWasTakenByAnotherTermIsCertainlyNotApplied() {
    add(5, 2, 1);
    apply(5, 5, 3);
    assertThat(endings()).containsExactly("refused NOT_LEADER");
  }

  @Test
  void whenLeadershipIsLostWhatIsCommittedIsStillAnsweredAndTheRestIsUnknown() {
    add(5, 2, 4);
    add(9, 2, 2);
    apply(5, 5, 2);
    pending.leadershipLost(7);
    assertThat(endings()).containsExactly("done r5", "", "", "unknown", "unknown", "unknown");
    apply(6, 10, 2);
    assertThat(endings())
        .containsExactly("done r5", "done r6", "done r7", "unknown", "unknown", "unknown");
  }

  @Test
  void aStopEndsEverythingOnce() {
    add(5, 2, 2);
    pending.stopped();
    pending.stopped();
    assertThat(endings()).containsExactly("unknown", "unknown");
  }

  private void add(long firstIndex, long term, int count) {
    List<Call<String>> group = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordedCall call = new RecordedCall(0, Long.MAX_VALUE);
      calls.add(call);
      group.add(call);
    }
    pending.add(firstIndex, term, group);
  }

  private void apply(long from, long through, long term) {
    List<Entry> entries =
        LongStream.rangeClosed(from, through)
            .mapToObj(
                index ->
                    new Entry(
                        new EntryId(index, term), EntryKind.COMMAND, 0, ByteBuffer.allocate(0)))
            .toList();
    pending.applied(entries, entries.stream().map(entry -> "r" + entry.id().index()).toList());
  }

  private List<String> endings() {
    return calls.stream().map(call -> String.join(" and ", call.endings)).toList();
  }
}
