package dev.palisade.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundStreamsTest {
  private static final NodeId MEMBER = new NodeId(2);
  private final InboundStreams streams = new InboundStreams(MEMBER::equals);
  private final List<Integer> closed = new ArrayList<>();

  @Test
  void theOldestStreamsOfStrangersGiveWay() {
    for (int i = 0; i < 3_000; i++) {
      int number = i;
      streams.opened(() -> closed.add(number));
    }
    assertThat(streams.count()).isEqualTo(64);
    assertThat(closed).hasSize(3_000 - 64).startsWith(0, 1, 2);
  }

  @Test
  void strangersDoNotTakeTheRoomOfMembers() {
    for (int i = 0; i < 10; i++) {
      int number = i;
      Runnable close = () -> closed.add(number);
      streams.opened(close);
      streams.greeted(MEMBER, close);
    }
    assertThat(closed).as("its oldest are of connections that are lost").containsExactly(0, 1);
    for (int i = 0; i < 100; i++) {
      streams.opened(() -> {});
    }
    assertThat(closed).containsExactly(0, 1);
  }

  @Test
  void aStreamThatEndedTakesNoRoom() {
    Runnable close = () -> closed.add(0);
    streams.opened(close);
    streams.ended(close);
    assertThat(streams.count()).isZero();
  }
}
