package dev.palisade.cli.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.history.History;
import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.Judging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlindPutsTest {
  @TempDir private Path folder = Path.of("");
  private final List<Op> ops = new ArrayList<>();

  private void put(int process, OpType end) {
    ops.add(Op.of(process, OpType.INVOKE, "put", null).onKey("b0"));
    ops.add(Op.of(process, end, "put", null).onKey("b0"));
  }

  private CheckResult.Outcome whenReadIs(long version) {
    List<Op> all = new ArrayList<>(ops);
    all.add(Op.of(9, OpType.INVOKE, "read", null).onKey("b0"));
    all.add(Op.of(9, OpType.OK, "read", version).onKey("b0"));
    Judging judging = new Judging(folder, Duration.ofSeconds(1));
    return new BlindPuts().judge(History.of(all), judging).getFirst().outcome();
  }

  @Test
  void putsThatWereAcknowledgedAreThereAndThereOnce() {
    put(0, OpType.OK);
    put(0, OpType.OK);
    assertThat(whenReadIs(1)).isEqualTo(CheckResult.Outcome.VIOLATION);
    assertThat(whenReadIs(2)).isEqualTo(CheckResult.Outcome.VERIFIED);
    assertThat(whenReadIs(3)).isEqualTo(CheckResult.Outcome.VIOLATION);
  }

  @Test
  void aPutOfUnknownEndMayHaveHappenedAndOneThatFailedHasNot() {
    put(0, OpType.INFO);
    put(1, OpType.FAIL);
    assertThat(whenReadIs(0)).isEqualTo(CheckResult.Outcome.VERIFIED);
    assertThat(whenReadIs(1)).isEqualTo(CheckResult.Outcome.VERIFIED);
    assertThat(whenReadIs(2)).isEqualTo(CheckResult.Outcome.VIOLATION);
  }
}
