package dev.palisade.harness.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NotedNetTest {
  private static final List<Link> ONE = List.of(new Link(1, 2));
  private static final List<Link> OTHER = List.of(new Link(2, 1));

  private final List<String> told = new ArrayList<>();

  private final CutListener listener =
      new CutListener() {
        @Override
        public void cut(long number, Collection<Link> links) {
          told.add("cut " + number + " " + links);
        }

        @Override
        public void joining(long number) {
          told.add("joining " + number);
        }
      };

  @Test
  void eachCutIsToldWithItsEndAndOtherTroublesAreNot() {
    try (NotedNet net = new NotedNet(ProxyNet.open(2, new SplittableRandom(1)))) {
      net.tell(listener);
      Net.Hold first = net.trouble(ONE, new Trouble.Cut());
      net.trouble(ONE, new Trouble.Delay(20, 0)).off();
      Net.Hold second = net.trouble(OTHER, new Trouble.Cut());
      first.off();
      first.off();
      second.off();
    }
    assertThat(told).containsExactly("cut 1 [1>2]", "cut 2 [2>1]", "joining 1", "joining 2");
  }
}
