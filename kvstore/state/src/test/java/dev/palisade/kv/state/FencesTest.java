package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.guard;
import static dev.palisade.kv.state.TestMachine.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Command.Compare;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.Fenced.Reason;
import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Query.Answer.FenceChecked;
import java.util.List;
import org.junit.jupiter.api.Test;

class FencesTest {
  private final TestMachine kv = new TestMachine();

  @Test
  void aPausedHolderIsRefusedOnceAnotherWasGranted() {
    long paused = kv.grant("report", "worker-1");
    kv.run(put("report/state", "half", guard("report", paused)));
    long current = kv.grant("report", "worker-2");

    Outcome late = kv.run(put("report/state", "garbage", guard("report", paused)));

    assertThat(late).isInstanceOf(Fenced.class);
    Fenced fenced = (Fenced) late;
    assertThat(fenced.reason()).isEqualTo(Reason.STALE);
    assertThat(fenced.presentedToken()).isEqualTo(paused);
    assertThat(fenced.state().currentToken()).isEqualTo(current);
    assertThat(fenced.state().holder()).isEqualTo("worker-2");
    assertThat(kv.value("report/state")).isEqualTo("half");
  }

  @Test
  void aTokenIsTheRevisionOfItsGrantAndOnlyRises() {
    kv.run(put("a", "1"));
    long first = kv.grant("f", "x");
    kv.run(put("a", "2"));
    long second = kv.grant("f", "y");

    assertThat(first).isEqualTo(3);
    assertThat(second).isEqualTo(5);
    assertThat(kv.machine.revision()).isEqualTo(5);
  }

  @Test
  void aTokenThatWasNeverMintedIsNeverAdopted() {
    long token = kv.grant("f", "x");

    assertThat(reason(kv.run(put("a", "1", guard("f", token + 1))))).isEqualTo(Reason.NEVER_MINTED);
    assertThat(reason(kv.run(put("a", "1", guard("f", Long.MAX_VALUE)))))
        .isEqualTo(Reason.NEVER_MINTED);

    assertThat(kv.run(put("a", "1", guard("f", token)))).isInstanceOf(Outcome.PutDone.class);
  }

  @Test
  void aReleasedTokenIsDeadUntilTheNextGrant() {
    long token = kv.grant("f", "x");
    assertThat(kv.run(new Command.Release(guard("f", token)))).isInstanceOf(Outcome.Released.class);

    assertThat(reason(kv.run(put("a", "1", guard("f", token))))).isEqualTo(Reason.RELEASED);
    assertThat(reason(kv.run(new Command.Release(guard("f", token))))).isEqualTo(Reason.RELEASED);

    long next = kv.grant("f", "y");
    assertThat(next).isGreaterThan(token);
    assertThat(kv.run(put("a", "1", guard("f", next)))).isInstanceOf(Outcome.PutDone.class);
  }

  @Test
  void aGuardOfAnUnknownFenceIsRefused() {
    Fenced fenced = (Fenced) kv.run(put("a", "1", guard("nobody", 1)));

    assertThat(fenced.reason()).isEqualTo(Reason.NO_SUCH_FENCE);
    assertThat(fenced.state())
        .isEqualTo(new FenceState("nobody", FenceKind.MINTED, 0, "", 0, false));
  }

  @Test
  void aGrantOnlyIfFreeIsRefusedWithTheHolderWhileAnotherIsLive() {
    long token = kv.grant("f", "x");
    long revision = kv.machine.revision();

    Fenced held = (Fenced) kv.run(new Command.Grant("f", "y", true));

    assertThat(held.reason()).isEqualTo(Reason.HELD);
    assertThat(held.presentedToken()).isZero();
    assertThat(held.state().holder()).isEqualTo("x");
    assertThat(kv.machine.revision()).isEqualTo(revision);
    kv.run(new Command.Release(guard("f", token)));
    assertThat(kv.run(new Command.Grant("f", "y", true))).isInstanceOf(Outcome.Granted.class);
  }

  @Test
  void everyGuardOfACommandIsCheckedWhateverTheKey() {
    long live = kv.grant("f", "x");
    long stale = kv.grant("g", "x");
    kv.grant("g", "y");

    Outcome outcome = kv.run(put("unprotected", "1", guard("f", live), guard("g", stale)));

    assertThat(reason(outcome)).isEqualTo(Reason.STALE);
  }

  @Test
  void theMarkOfAnExternalFenceFollowsTheHighestTokenSeen() {
    kv.run(new Command.DeclareExternal("zk", 10));

    assertThat(reason(kv.run(put("a", "1", guard("zk", 9))))).isEqualTo(Reason.STALE);
    assertThat(kv.run(put("a", "2", guard("zk", 15)))).isInstanceOf(Outcome.PutDone.class);
    assertThat(kv.run(put("a", "3", guard("zk", 15)))).isInstanceOf(Outcome.PutDone.class);
    assertThat(reason(kv.run(put("a", "4", guard("zk", 14))))).isEqualTo(Reason.STALE);
    assertThat(mark("zk")).isEqualTo(15);
  }

  @Test
  void aRefusedCommandRaisesNoMark() {
    kv.run(new Command.DeclareExternal("zk", 10));
    long stale = kv.grant("f", "x");
    kv.grant("f", "y");

    kv.run(put("a", "1", guard("zk", 50), guard("f", stale)));

    assertThat(mark("zk")).isEqualTo(10);
  }

  @Test
  void aMarkIsRaisedByATransactionWhichChangesNothing() {
    kv.run(new Command.DeclareExternal("zk", 10));
    long revision = kv.machine.revision();

    kv.run(
        new Command.Txn(
            List.of(new Compare.Value(bytes("absent"), Compare.Operator.EQUAL, bytes("x"))),
            List.of(new Command.TxnOp.Put(bytes("a"), bytes("1"), false)),
            List.of(),
            List.of(guard("zk", 20))));

    assertThat(mark("zk")).isEqualTo(20);
    assertThat(kv.machine.revision()).isEqualTo(revision);
  }

  @Test
  void aMarkIsOnlyEverDeclaredHigher() {
    kv.run(new Command.DeclareExternal("zk", 10));
    long revision = kv.machine.revision();

    assertThat(kv.run(new Command.DeclareExternal("zk", 9))).isInstanceOf(Invalid.class);
    assertThat(kv.run(new Command.DeclareExternal("zk", 10)))
        .isEqualTo(new Outcome.ExternalDeclared(revision));
    assertThat(kv.run(new Command.DeclareExternal("zk", 11)))
        .isEqualTo(new Outcome.ExternalDeclared(revision + 1));
    assertThat(mark("zk")).isEqualTo(11);
  }

  @Test
  void anExternalFenceIsNeitherGrantedNorReleasedHereAndAMintedOneNotDeclared() {
    kv.run(new Command.DeclareExternal("zk", 10));
    kv.grant("f", "x");

    assertThat(kv.run(new Command.Grant("zk", "x", false))).isInstanceOf(Invalid.class);
    assertThat(kv.run(new Command.Release(guard("zk", 10)))).isInstanceOf(Invalid.class);
    assertThat(kv.run(new Command.DeclareExternal("f", 10))).isInstanceOf(Invalid.class);
  }

  @Test
  void checkTellsWhetherATokenIsLiveAndShowsTheState() {
    long token = kv.grant("f", "x");

    assertThat(check("f", token).live()).isTrue();
    assertThat(check("f", token - 1).live()).isFalse();
    assertThat(check("f", 0).live()).isFalse();
    assertThat(check("f", 0).state()).extracting("holder").isEqualTo("x");
    assertThat(check("nobody", 0).state()).isNull();
  }

  @Test
  void fencesOutliveARestart() {
    long stale = kv.grant("f", "x");
    kv.grant("f", "y");
    kv.run(new Command.DeclareExternal("zk", 10));
    kv.reopen();

    assertThat(reason(kv.run(put("a", "1", guard("f", stale))))).isEqualTo(Reason.STALE);
    assertThat(mark("zk")).isEqualTo(10);
  }

  private static Reason reason(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Fenced.class);
    return ((Fenced) outcome).reason();
  }

  private FenceChecked check(String fence, long token) {
    return (FenceChecked) kv.machine.read(new Query.CheckFence(fence, token));
  }

  private long mark(String fence) {
    FenceState state = check(fence, 0).state();
    assertThat(state).isNotNull();
    return state == null ? -1 : state.currentToken();
  }
}
