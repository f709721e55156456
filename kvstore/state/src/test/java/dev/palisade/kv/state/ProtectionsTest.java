package dev.palisade.kv.state;

import static dev.palisade.kv.state.TestMachine.bytes;
import static dev.palisade.kv.state.TestMachine.delete;
import static dev.palisade.kv.state.TestMachine.guard;
import static dev.palisade.kv.state.TestMachine.put;
import static dev.palisade.kv.state.TestMachine.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Command.TxnOp;
import dev.palisade.kv.state.Outcome.DeleteDone;
import dev.palisade.kv.state.Outcome.Invalid;
import dev.palisade.kv.state.Outcome.PutDone;
import dev.palisade.kv.state.Outcome.Unguarded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProtectionsTest {
  private final TestMachine kv = new TestMachine();
  private final long token = kv.grant("f", "x");

  @Test
  void aWriteBelowAProtectedPrefixNeedsATokenOfItsFence() {
    long other = kv.grant("g", "x");
    protect("p/", "f");

    assertThat(kv.run(put("p/a", "1"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(put("p/a", "1", guard("g", other)))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(put("p/a", "1", guard("f", token)))).isInstanceOf(PutDone.class);
    assertThat(kv.run(put("p", "just outside"))).isInstanceOf(PutDone.class);
    assertThat(kv.run(put("p0", "just behind"))).isInstanceOf(PutDone.class);
  }

  @Test
  void theRefusalNamesKeyPrefixAndFence() {
    protect("p/", "f");

    Unguarded refusal = (Unguarded) kv.run(put("p/a", "1"));

    assertThat(refusal.key()).isEqualTo(bytes("p/a"));
    assertThat(refusal.prefix()).isEqualTo(bytes("p/"));
    assertThat(refusal.fence()).isEqualTo("f");
  }

  @Test
  void nestedPrefixesNeedTheTokensOfAll() {
    long inner = kv.grant("g", "x");
    protect("p/", "f");
    protect("p/q/r/", "g");

    assertThat(kv.run(put("p/q/r/a", "1", guard("f", token)))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(put("p/q/r/a", "1", guard("g", inner)))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(put("p/q/r/a", "1", guard("f", token), guard("g", inner))))
        .isInstanceOf(PutDone.class);
    assertThat(kv.run(put("p/q/s", "1", guard("f", token)))).isInstanceOf(PutDone.class);
  }

  @Test
  void aPrefixCoversOnlyWhatBeginsWithItWhateverLiesBetweenInOrder() {
    protect("a", "f");
    protect("ab/longer", "f");

    assertThat(kv.run(put("ab/zzz", "1"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(put("b", "1"))).isInstanceOf(PutDone.class);
  }

  @Test
  void aDeletionOfARangeThatTouchesAProtectedPrefixNeedsItsTokenEvenWhenNothingIsThere() {
    protect("p/", "f");

    assertThat(kv.run(deleteRange("a", "z"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(deleteRange("p/x", "p/y"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(deleteRange("p/x", "z"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(deleteRange("p", "p/a"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(deleteRange("a", null))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(delete("p/x"))).isInstanceOf(Unguarded.class);
    assertThat(kv.run(deleteRange("a", "z", guard("f", token)))).isInstanceOf(DeleteDone.class);
    assertThat(kv.run(deleteRange("a", "p/"))).isInstanceOf(DeleteDone.class);
    assertThat(kv.run(deleteRange("p0", null))).isInstanceOf(DeleteDone.class);
  }

  @Test
  void onlyTheListThatRunsNeedsTheToken() {
    protect("p/", "f");
    TxnOp free = new TxnOp.Put(bytes("free"), bytes("1"), false);
    TxnOp protectedOp = new TxnOp.Put(bytes("p/a"), bytes("1"), false);

    assertThat(kv.run(new Command.Txn(List.of(), List.of(free), List.of(protectedOp), List.of())))
        .isInstanceOf(Outcome.TxnDone.class);
    assertThat(kv.run(new Command.Txn(List.of(), List.of(free, protectedOp), List.of(), List.of())))
        .isInstanceOf(Unguarded.class);
    assertThat(kv.get("free")).extracting("version").isEqualTo(1L);
  }

  @Test
  void protectingNeedsAFenceAndOnePrefixHasOneFence() {
    kv.grant("g", "x");

    assertThat(kv.run(new Command.Protect(bytes("p/"), "nobody"))).isInstanceOf(Invalid.class);
    long revision = protect("p/", "f");
    assertThat(protect("p/", "f")).isEqualTo(revision);
    assertThat(kv.run(new Command.Protect(bytes("p/"), "g"))).isInstanceOf(Invalid.class);
  }

  @Test
  void unprotectingNeedsALiveTokenUnlessNoneIsLive() {
    protect("p/", "f");

    assertThat(unprotect("p/")).isInstanceOf(Unguarded.class);
    assertThat(unprotect("p/", guard("f", token))).isInstanceOf(Outcome.Unprotected.class);
    assertThat(unprotect("p/", guard("f", token))).isInstanceOf(Invalid.class);
    assertThat(kv.run(put("p/a", "1"))).isInstanceOf(PutDone.class);

    protect("p/", "f");
    kv.run(new Command.Release(guard("f", token)));
    assertThat(kv.run(put("p/a", "2"))).isInstanceOf(Unguarded.class);
    assertThat(unprotect("p/")).isInstanceOf(Outcome.Unprotected.class);
  }

  @Test
  void protectionsOutliveARestartAndAreListedByPrefix() {
    protect("q/", "f");
    protect("p/", "f");
    kv.reopen();

    assertThat(kv.run(put("p/a", "1"))).isInstanceOf(Unguarded.class);
    var listed = (Query.Answer.FencesListed) kv.machine.read(new Query.ListFences());
    assertThat(listed.protections())
        .extracting(p -> new String(p.prefix()))
        .containsExactly("p/", "q/");
    assertThat(listed.fences()).extracting("fence").containsExactly("f");
  }

  private long protect(String prefix, String fence) {
    return ((Outcome.Protected) kv.run(new Command.Protect(bytes(prefix), fence))).revision();
  }

  private Outcome unprotect(String prefix, Guard... guards) {
    return kv.run(new Command.Unprotect(bytes(prefix), List.of(guards)));
  }

  private static Command deleteRange(String from, @Nullable String toExclusive, Guard... guards) {
    KeyRange range =
        toExclusive == null ? new KeyRange(bytes(from), null) : range(from, toExclusive);
    return new Command.Delete(range, List.of(guards), false);
  }

  @Test
  void prefixesTakeBytesThatAreBoundedAlsoAfterARestart() {
    TestMachine small = new TestMachine(new Bounds(3, 4_000, 10_000, 10, 10, 600));
    small.grant("f", "x");
    Command first = new Command.Protect(bytes("a".repeat(200)), "f");
    Command second = new Command.Protect(bytes("b".repeat(200)), "f");

    assertThat(small.run(first)).isInstanceOf(Outcome.Protected.class);
    small.reopen();
    assertThat(small.run(second))
        .isInstanceOf(Outcome.Invalid.class)
        .asString()
        .contains("take 329 of 600");
    small.run(new Command.Release(TestMachine.guard("f", 2)));
    small.run(new Command.Unprotect(bytes("a".repeat(200)), List.of()));
    assertThat(small.run(second)).isInstanceOf(Outcome.Protected.class);
  }

  @Test
  void fencesAndPrefixesAreListedInPagesThatHoldABoundedNumberAndBoundedBytes() {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      commands.add(new Command.Grant("fence-%04d".formatted(i), "", false));
    }
    for (int i = 0; i < 900; i++) {
      byte[] prefix = bytes("%04d".formatted(i) + "x".repeat(4_000));
      commands.add(new Command.Protect(prefix, "fence-0000"));
    }
    for (Command command : commands) {
      kv.runPayload(RequestCodec.encode(new Request(null, command)));
    }
    String afterFence = "";
    byte[] afterPrefix = {};
    int fences = 0;
    int prefixes = 0;
    int pages = 0;
    boolean more = true;
    while (more) {
      var page =
          (Query.Answer.FencesListed)
              kv.machine.read(new Query.ListFences(afterFence, afterPrefix, 1_000));
      pages++;
      fences += page.fences().size();
      prefixes += page.protections().size();
      afterFence = page.fences().isEmpty() ? afterFence : page.fences().getLast().fence();
      afterPrefix =
          page.protections().isEmpty() ? afterPrefix : page.protections().getLast().prefix();
      more = page.more();
    }

    assertThat(fences).as("these, and the one that every test grants").isEqualTo(1_201);
    assertThat(prefixes).isEqualTo(900);
    assertThat(pages).isEqualTo(3);
    assertThat(kv.machine.read(new Query.ListFences("", new byte[0], 10_001)))
        .isInstanceOf(Query.Answer.Refused.class);
  }
}
