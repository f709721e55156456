package dev.palisade.harness.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.checker.format.HistoryFormat;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Context;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generator.Event;
import dev.palisade.harness.generator.Generator.Next;
import dev.palisade.harness.verdict.CheckResult;
import dev.palisade.harness.verdict.CheckResult.Outcome;
import dev.palisade.harness.verdict.Judging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausedHolderTest {
  /**
   * Holder 0 has token 4 and a write of 2 under way when it is paused; holder 1 gets token 9.
   * Woken, 0 learns that 2 had landed before, and is refused with 3, which it was asked for while
   * paused.
   */
  private static final String REFUSED =
      """
      {"process":0,"type":"invoke","f":"grant","key":"h","value":null,"time":10}
      {"process":0,"type":"ok","f":"grant","key":"h","value":4,"time":20,"token":4,"invoked":11,"completed":19}
      {"process":0,"type":"invoke","f":"write","key":"h","value":2,"time":30}
      {"process":1,"type":"invoke","f":"pause","key":"h","value":0,"time":40}
      {"process":1,"type":"ok","f":"pause","key":"h","value":0,"time":45}
      {"process":1,"type":"invoke","f":"grant","key":"h","value":null,"time":50}
      {"process":1,"type":"ok","f":"grant","key":"h","value":9,"time":60,"token":9,"invoked":51,"completed":59}
      {"process":1,"type":"invoke","f":"read","key":"h","value":null,"time":61}
      {"process":1,"type":"ok","f":"read","key":"h","value":[2,null,null],"time":62}
      {"process":1,"type":"invoke","f":"resume","key":"h","value":0,"time":70}
      {"process":1,"type":"ok","f":"resume","key":"h","value":0,"time":71}
      {"process":0,"type":"ok","f":"write","key":"h","value":2,"time":80,"token":4,"invoked":31,"completed":79}
      {"process":0,"type":"invoke","f":"write","key":"h","value":3,"time":81}
      {"process":0,"type":"fail","f":"write","key":"h","value":3,"time":90,"token":4,"fenced":"stale","invoked":82,"completed":89}
      {"process":1,"type":"invoke","f":"read","key":"h","value":null,"time":91}
      {"process":1,"type":"ok","f":"read","key":"h","value":[2,null,null],"time":92}
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void aHolderThatIsRefusedAfterItsPauseIsVerifiedAndCounted() throws Exception {
    List<CheckResult> checks = judge(REFUSED);
    assertThat(checks).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VERIFIED));
    assertThat(checks.get(1).details())
        .containsAllEntriesOf(
            Map.of("pausesBeyondGrant", 1L, "trials", 1L, "refused", 1L, "landed", 0L))
        .containsAllEntriesOf(Map.of("underWay", 1L, "underWayLandedBefore", 1L));
  }

  @Test
  void aStaleWriteThatLandsIsConvictedByBothChecks() throws Exception {
    List<CheckResult> checks = judge(REFUSED.replace("\"fail\"", "\"ok\""));
    assertThat(checks).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VIOLATION));
    assertThat(checks.get(1).summary()).contains("token 4 landed though token 9 of h");
  }

  /** That it was asked for before the pause would excuse it, had the holder no clock of its own. */
  @Test
  void aWriteThatTheHolderBeganAfterTheGrantIsStaleWhenItWasAskedForBefore() throws Exception {
    String late = REFUSED.replace("\"invoked\":31", "\"invoked\":72").replace("[2,", "[null,");
    List<CheckResult> checks = judge(late);
    assertThat(checks).allSatisfy(each -> assertThat(each.outcome()).isEqualTo(Outcome.VIOLATION));
    String withoutClock = late.replaceAll(",\"invoked\":\\d+,\"completed\":\\d+", "");
    assertThat(judge(withoutClock).get(1).outcome()).isEqualTo(Outcome.VERIFIED);
  }

  @Test
  void aWriteUnderWayThatIsSeenOnlyLongAfterTheGrantIsConvictedThoughNobodyWasToldOfIt()
      throws Exception {
    String unknown =
        REFUSED.replace(
            "\"type\":\"ok\",\"f\":\"write\",\"key\":\"h\",\"value\":2",
            "\"type\":\"info\",\"f\":\"write\",\"key\":\"h\",\"value\":2");
    String again = anew(unknown);
    assertThat(judge(again).getFirst().outcome()).isEqualTo(Outcome.VERIFIED);
    // Not there at the grant, and there afterwards.
    String landed = again.replaceFirst("\\[2,", "[null,");
    assertThat(judge(landed).getFirst().outcome()).isEqualTo(Outcome.VIOLATION);
    assertThat(judge(landed).get(1).outcome()).isEqualTo(Outcome.VERIFIED);
  }

  /** After an unknown outcome its worker goes on as another process. */
  private static String anew(String history) {
    int next =
        history.indexOf(
            "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"key\":\"h\",\"value\":3");
    return history.substring(0, next)
        + history.substring(next).replace("\"process\":0", "\"process\":2");
  }

  @Test
  void aHolderThatCameBackBeforeTheOtherGrantIsNotCountedAsPausedBeyondIt() throws Exception {
    String early =
        REFUSED.replace("\"time\":70", "\"time\":46").replace("\"time\":71", "\"time\":47");
    String moved = inOrderOfTime(early);
    assertThat(judge(moved).get(1).details()).containsEntry("pausesBeyondGrant", 0L);
  }

  private static String inOrderOfTime(String history) {
    List<String> lines = new ArrayList<>(history.lines().toList());
    lines.sort((a, b) -> Long.compare(time(a), time(b)));
    return String.join("\n", lines) + "\n";
  }

  private static long time(String line) {
    String rest = line.substring(line.indexOf("\"time\":") + 7);
    return Long.parseLong(rest.replaceFirst("[^0-9].*", ""));
  }

  @Test
  void eachRoundPausesTheHolderBeforeTheOtherTakesTheFenceAndWakesItAfterwards() {
    List<String> done = new ArrayList<>();
    Generator now = new PausedHolderWorkload().load(7);
    long nanos = 0;
    while (done.stream().filter(each -> each.startsWith("resume")).count() < 8) {
      switch (now.next(new Context(nanos, new TreeSet<>(List.of(10, 11))))) {
        case Next.Invoke(var worker, var operation, var rest) -> {
          note(done, worker, operation);
          now = rest.update(new Event(worker, OpType.INVOKE, operation));
          now = now.update(new Event(worker, OpType.OK, operation));
          nanos += 2_000_000;
        }
        case Next.Pending(var until, var rest) -> {
          nanos = until;
          now = rest;
        }
        case Next.Exhausted _ -> throw new AssertionError("it has no end");
      }
    }
    assertThat(done)
        .startsWith(
            "grant h10.0 by 10",
            "pause 10 by 11",
            "grant h10.0 by 11",
            "resume 10 by 11",
            "pause 11 by 10",
            "grant h10.0 by 10",
            "resume 11 by 10")
        .containsSequence("resume 11 by 10", "grant h10.1 by 10", "pause 10 by 11");
  }

  private static void note(List<String> done, int worker, Operation operation) {
    switch (operation.f()) {
      case "grant" -> done.add("grant " + operation.key() + " by " + worker);
      case "pause", "resume" -> done.add(operation.f() + " " + operation.value() + " by " + worker);
      default -> assertThat(operation.f()).isIn("read", "write");
    }
  }

  private List<CheckResult> judge(String lines) throws IOException {
    return new PausedHolderWorkload()
        .judge(HistoryFormat.JSONL.parse(lines), new Judging(folder, Duration.ofSeconds(20)));
  }
}
