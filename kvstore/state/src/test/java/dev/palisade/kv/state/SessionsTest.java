package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.guard;
import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Outcome.PutDone;
import dev.palisade.kv.state.Outcome.SessionGone;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final TestMachine kv = new TestMachine(new Bounds(3, 4_000, 10_000, 10));

  @Test
  void aRepeatGetsTheFirstAnswerAndChangesNothing() {
    long session = kv.openSession();
    Outcome first = kv.run(session, 1, put("a", "1"));
    kv.run(put("a", "2"));

    Outcome repeat = kv.run(session, 1, put("a", "1"));

    assertThat(repeat).isEqualTo(first);
    assertThat(kv.value("a")).isEqualTo("2");
  }

  @Test
  void aRefusalIsRememberedTooThoughItWouldSucceedLater() {
    long session = kv.openSession();
    Outcome refused = kv.run(session, 1, put("a", "1", guard("f", 1)));
    long token = kv.grant("f", "x");

    Outcome repeat = kv.run(session, 1, put("a", "1", guard("f", token)));

    assertThat(repeat).isEqualTo(refused).isInstanceOf(Outcome.Fenced.class);
    assertThat(kv.value("a")).isEqualTo("-");
  }

  @Test
  void sequencesMayArriveOutOfOrder() {
    long session = kv.openSession();
    Outcome third = kv.run(session, 3, put("c", "3"));
    kv.run(session, 1, put("a", "1"));

    assertThat(kv.run(session, 3, put("c", "3"))).isEqualTo(third);
    assertThat(kv.run(session, 2, put("b", "2"))).isInstanceOf(PutDone.class);
  }

  @Test
  void anAcknowledgedSequenceIsForgottenAndNeverRunsAgain() {
    long session = kv.openSession();
    kv.run(session, 1, put("a", "1"));
    kv.run(new Request(new Request.Once(session, 2, 2), put("a", "2")));

    Outcome late = kv.run(session, 1, put("a", "1"));

    assertThat(late).isInstanceOf(Invalid.class).asString().contains("forgotten");
    assertThat(kv.value("a")).isEqualTo("2");
  }

  @Test
  void tooManyUnacknowledgedAreRefusedByTheRequestAlone() {
    long session = kv.openSession();

    assertThat(kv.run(session, 4_097, put("a", "1"))).isInstanceOf(Invalid.class);
    assertThat(kv.run(session, 4_096, put("a", "1"))).isInstanceOf(PutDone.class);
  }

  @Test
  void aCommandOfASessionThatIsGoneNeverRuns() {
    long session = kv.openSession();
    kv.run(new Command.CloseSession(session));

    assertThat(kv.run(session, 1, put("a", "1"))).isEqualTo(new SessionGone(session));
    assertThat(kv.run(77, 1, put("a", "1"))).isEqualTo(new SessionGone(77));
    assertThat(kv.value("a")).isEqualTo("-");
  }

  @Test
  void beyondTheBoundNoSessionIsOpenedAndNoneGoes() {
    long first = kv.openSession();
    long second = kv.openSession();
    long third = kv.openSession();
    kv.reopen();

    Outcome refused = kv.run(new Command.OpenSession(60_000));

    assertThat(refused).isInstanceOf(Invalid.class).asString().contains("limit of 3 sessions");
    assertThat(kv.machine.sessions())
        .extracting(SessionView::id)
        .containsExactly(first, second, third);
    kv.run(new Command.CloseSession(second));
    assertThat(kv.run(new Command.OpenSession(60_000))).isInstanceOf(Outcome.SessionOpened.class);
  }

  @Test
  void aSessionThatOpensAnotherIsTheLessRecentlyUsedOneAlsoAfterARestart() {
    long first = kv.openSession();
    Outcome opened = kv.run(first, 1, new Command.OpenSession(60_000));
    long second = ((Outcome.SessionOpened) opened).session();

    assertThat(kv.machine.sessions()).extracting(SessionView::id).containsExactly(first, second);
    kv.reopen();
    assertThat(kv.machine.sessions()).extracting(SessionView::id).containsExactly(first, second);
  }

  @Test
  void sessionsThatTheLeaderFoundSilentExpireTogether() {
    long first = kv.openSession();
    long second = kv.openSession();

    assertThat(kv.run(new Command.ExpireSessions(List.of(first, second, 99L))))
        .isEqualTo(new Outcome.SessionsExpired(2));
    assertThat(kv.machine.sessions()).isEmpty();
  }

  @Test
  void aSessionMayCloseItself() {
    long session = kv.openSession();

    assertThat(kv.run(session, 1, new Command.CloseSession(session)))
        .isInstanceOf(Outcome.SessionClosed.class);
    assertThat(kv.run(session, 1, new Command.CloseSession(session)))
        .isInstanceOf(SessionGone.class);
  }

  @Test
  void answersOutliveARestart() {
    long session = kv.openSession();
    Outcome first = kv.run(session, 1, put("a", "1"));
    Outcome second = kv.run(session, 2, put("a", "2"));
    kv.run(new Request(new Request.Once(session, 3, 2), put("a", "3")));
    kv.reopen();

    assertThat(kv.run(session, 2, put("a", "2"))).isEqualTo(second).isNotEqualTo(first);
    assertThat(kv.run(session, 1, put("a", "1"))).isInstanceOf(Invalid.class);
    assertThat(kv.value("a")).isEqualTo("3");
  }

  @Test
  void aSessionWithTooManyBytesOfAnswersIsRefusedUntilItAcknowledges() {
    long session = kv.openSession();
    kv.run(put("big", "x".repeat(3_000)));
    Command fetch =
        new Command.Txn(
            List.of(), List.of(new Command.TxnOp.Get(bytes("big"))), List.of(), List.of());
    kv.run(session, 1, fetch);
    kv.run(session, 2, fetch);

    Outcome refused = kv.run(session, 3, fetch);
    Outcome after = kv.run(new Request(new Request.Once(session, 4, 3), fetch));

    assertThat(refused).isInstanceOf(Invalid.class).asString().contains("acknowledge");
    assertThat(after).isInstanceOf(Outcome.TxnDone.class);
    assertThat(kv.run(session, 3, fetch)).isEqualTo(refused);
  }

  private static Command get(String key) {
    return new Command.Txn(
        List.of(), List.of(new Command.TxnOp.Get(bytes(key))), List.of(), List.of());
  }

  @Test
  void beyondTheBytesOfAllAnswersOnlySessionsThatKeepNoneGoOn() {
    kv.run(put("big", "x".repeat(3_900)));
    kv.run(put("bigger", "x".repeat(4_100)));
    long first = kv.openSession();
    long second = kv.openSession();
    long third = kv.openSession();
    kv.run(first, 1, get("big"));
    kv.run(second, 1, get("big"));
    kv.run(second, 2, get("big"));

    Outcome refused = kv.run(first, 2, put("a", "1"));
    Outcome tooLarge = kv.run(third, 1, get("bigger"));
    kv.run(new Request(new Request.Once(third, 2, 2), put("b", "1")));
    kv.reopen();

    assertThat(refused).isInstanceOf(Invalid.class).asString().contains("no room");
    assertThat(tooLarge).isInstanceOf(Invalid.class).asString().contains("exceeds 4096 bytes");
    assertThat(kv.value("a")).isEqualTo("-");
    assertThat(kv.value("b")).isEqualTo("1");
    assertThat(kv.machine.sessions()).hasSize(3);
  }

  @Test
  void whatWasRefusedForWantOfRoomNeverRunsOnceThereIsRoom() {
    TestMachine small = new TestMachine(new Bounds(3, 4_000, 10_000, 2, 10, 10_000));
    long first = small.openSession();
    long second = small.openSession();
    small.run(first, 1, put("a", "1"));
    small.run(second, 1, put("a", "2"));
    Outcome refused = small.run(first, 4_000, put("a", "3"));
    small.run(new Request(new Request.Once(second, 2, 2), put("a", "4")));
    small.run(new Command.CloseSession(second));
    small.reopen();

    Outcome repeat = small.run(first, 4_000, put("a", "3"));
    Outcome other = small.run(first, 3, put("a", "5"));

    assertThat(repeat).isEqualTo(refused).isInstanceOf(Invalid.class);
    assertThat(other).isInstanceOf(PutDone.class);
    small.run(new Request(new Request.Once(first, 4_001, 4_001), put("a", "6")));
    assertThat(small.run(first, 8_096, put("a", "7"))).isInstanceOf(Invalid.class);
    assertThat(small.value("a")).isEqualTo("6");
  }

  @Test
  void aLongAnswerIsGivenAgainFromTheStore() {
    kv.run(put("long", "x".repeat(1_000)));
    long session = kv.openSession();
    Outcome first = kv.run(session, 1, get("long"));
    kv.run(put("long", "y"));

    assertThat(Descriptions.of(kv.run(session, 1, get("long")))).isEqualTo(Descriptions.of(first));
    kv.reopen();
    assertThat(Descriptions.of(kv.run(session, 1, get("long")))).isEqualTo(Descriptions.of(first));
  }
}
