package dev.palisade.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final int MIB = 1 << 20;

  private final Inbox<String> inbox = new Inbox<>(() -> {});

  @Test
  void whatNobodyWaitsForAnyMoreIsDroppedBeforeItIsProposed() {
    RecordedCall late = new RecordedCall(8, 99);
    RecordedCall inTime = new RecordedCall(8, 100);
    inbox.propose(List.of(late, inTime));
    assertThat(inbox.takeCalls(100)).containsExactly(inTime);
    assertThat(late.endings).containsExactly("expired");
    assertThat(inTime.endings).isEmpty();
  }

  @Test
  void callsBeyondTheBoundInBytesAreRefusedUntilOthersAreTaken() {
    List<RecordedCall> calls = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      RecordedCall call = new RecordedCall(MIB, Long.MAX_VALUE);
      calls.add(call);
      inbox.propose(List.of(call));
    }
    assertThat(calls.getLast().endings).containsExactly("refused OVERLOADED");
    assertThat(calls.get(63).endings).isEmpty();

    assertThat(inbox.takeCalls(0)).as("one proposal takes about 1 MiB").hasSize(1);
    RecordedCall another = new RecordedCall(MIB, Long.MAX_VALUE);
    inbox.propose(List.of(another));
    assertThat(another.endings).isEmpty();
  }

  @Test
  void whatWaitsWhenTheReplicaStopsIsRefused() {
    RecordedCall call = new RecordedCall(8, Long.MAX_VALUE);
    inbox.propose(List.of(call));
    inbox.refuseAll();
    assertThat(call.endings).containsExactly("refused NOT_LEADER");
    assertThat(inbox.takeCalls(0)).isEmpty();
  }
}
