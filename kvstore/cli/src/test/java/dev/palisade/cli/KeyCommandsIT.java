package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.local.ThrowAwayCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for keys, transactions and fences against one cluster; each test has own keys. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyCommandsIT {
  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z(\\+[0-9]+)?";

  @TempDir private Path folder = Path.of("");
  private final ThrowAwayCluster throwAway;
  private final String endpoints;

  KeyCommandsIT() throws Exception {
    throwAway = ThrowAwayCluster.create(3);
    endpoints = String.join(",", throwAway.cluster().file().clientEndpoints());
  }

  @BeforeAll
  void start() throws Exception {
    LocalClusterStart.startAll(throwAway.cluster());
    LocalClusterStart.awaitLeader(throwAway.cluster(), Duration.ofSeconds(60));
  }

  @AfterAll
  void end() {
    throwAway.close();
  }

  @Test
  void aValueThatIsPutIsGotAndDeleted() {
    assertThat(ok("put", "k/1", "hello world").out()).matches("revision [0-9]+\n");
    assertThat(ok("put", "k/1", "hello again", "--previous").out()).endsWith(", was hello world\n");
    assertThat(ok("get", "k/1").out()).isEqualTo("hello again");
    assertThat(ok("get", "k/1", "--raw").out()).isEqualTo("hello again");
    assertThat(ok("get", "k/1", "-o", "table").out())
        .matches(
            "(?s)KEY  VALUE +REVISION  VERSION  TIME\nk/1  hello again +[0-9]+ +2  "
                + TIME
                + "\nrevision [0-9]+\n");
    assertThat(ok("get", "k/1", "-o", "json").out())
        .startsWith("{\"key\": \"k/1\", \"value\": \"hello again\", \"create_revision\": ")
        .contains("\"version\": 2", "\"stale\": false");
    assertThat(ok("del", "k/1").out()).startsWith("deleted 1, revision ");
    Run absent = run("get", "k/1");
    assertThat(absent.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(absent.err()).startsWith("palisade: there is no key 'k/1' at revision ");
    assertThat(run("del", "k/1").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void valuesComeFromFilesAndStandardInputAndNeedNotBeText() throws Exception {
    Files.write(folder.resolve("v"), new byte[] {0, (byte) 0xff, 'x'});
    ok("put", "b/file", "--file", "v");
    assertThat(ok("get", "b/file", "-o", "table").out()).contains("$'\\x00\\xffx'");
    assertThat(ok("get", "622f66696c65", "--hex").out()).isEqualTo("00ff78\n");
    assertThat(ok("get", "b/file", "-o", "json").out()).contains("\"value_base64\": \"AP94\"");
    Run typed = place().typing("from a pipe\n").palisade("put", "b/in", "-");
    assertThat(typed.exitCode()).as(typed.err()).isEqualTo(ExitCode.OK);
    assertThat(ok("get", "b/in", "--raw").out()).isEqualTo("from a pipe\n");
  }

  @Test
  void rangesAreInKeyOrder() {
    for (String key : new String[] {"r/b", "r/a", "r/c"}) {
      ok("put", key, "v");
    }
    assertThat(ok("range", "--prefix", "r/", "--keys-only").out()).isEqualTo("r/a\nr/b\nr/c\n");
    assertThat(ok("range", "r/a", "r/c", "--keys-only", "--descending").out())
        .isEqualTo("r/b\nr/a\n");
    assertThat(ok("range", "--prefix", "r/", "--count").out()).isEqualTo("3\n");
    Run page = ok("range", "--prefix", "r/", "--keys-only", "--limit", "1");
    assertThat(page.out()).isEqualTo("r/a\n");
    assertThat(page.err()).matches("… and more; read on with --after r/a --at-revision [0-9]+\n");
    assertThat(ok("range", "--prefix", "r/", "--keys-only", "--after", "r/a").out())
        .isEqualTo("r/b\nr/c\n");
    assertThat(ok("range", "r/a", "r/c", "--keys-only", "--descending", "--after", "r/b").out())
        .isEqualTo("r/a\n");
    assertThat(ok("range", "r/a", "r/c", "--keys-only", "--descending", "--after", "r/a").out())
        .isEmpty();
    assertThat(ok("del", "r/", "--prefix").out()).startsWith("deleted 3");
  }

  @Test
  void thePastIsReadByRevisionAndByTime() {
    String first = ok("put", "p/1", "old").out().replaceAll("\\D", "");
    ok("put", "p/1", "new");
    assertThat(ok("get", "p/1", "--at-revision", first).out()).isEqualTo("old");
    String json = ok("get", "p/1", "--at-revision", first, "-o", "json").out();
    String time = json.replaceAll("(?s).*\"time\": \"([^\"]+)\".*", "$1");
    assertThat(ok("get", "p/1", "--at-time", time).out()).isEqualTo("old");
  }

  @Test
  void whatOnlyOldRevisionsShowIsCompacted() {
    ok("put", "c/1", "old");
    ok("put", "c/1", "new");
    String newest = ok("put", "c/2", "x").out().replaceAll("\\D", "");

    assertThat(ok("compact", "--keep", "1").out())
        .isEqualTo("revisions from " + newest + " on can be read\n");
    assertThat(ok("get", "c/1").out()).isEqualTo("new");
    Run old = run("get", "c/1", "--at-revision", "2");
    assertThat(old.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(old.err()).contains("precedes the compacted revision " + newest);
    Run ahead = run("compact", "1000000000");
    assertThat(ahead.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(ahead.err()).contains("cannot compact at revision 1000000000: the newest is ");
    assertThat(run("compact").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("compact", "5", "--keep", "3").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void transactionsCompareAndAct() {
    ok("put", "t/a", "1");
    Run held = ok("txn", "--if", "value(t/a) = 1", "--then", "put t/a 2; get t/a");
    assertThat(held.out()).matches("conditions held, revision [0-9]+\nput: ok\nget: 2\n");
    Run failed = run("txn", "--if", "value(t/a) = 1", "--then", "put t/a 3", "--else", "get t/a");
    assertThat(failed.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failed.out()).matches("a condition did not hold, revision [0-9]+\nget: 2\n");
    assertThat(run("txn", "--if", "nonsense", "--then", "get a").exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aStaleTokenIsRefusedWithEvidence() {
    String first = ok("fence", "grant", "f1", "--holder", "a").out().strip();
    String second = ok("fence", "grant", "f1", "--holder", "b").out().strip();
    assertThat(Long.parseLong(second)).isGreaterThan(Long.parseLong(first));
    ok("put", "f/1", "x", "--fence", "f1:" + second);
    Run stale = run("put", "f/1", "y", "--fence", "f1:" + first);
    assertThat(stale.exitCode()).isEqualTo(ExitCode.FENCED);
    assertThat(stale.err())
        .matches(
            "palisade: fenced: token "
                + first
                + " of fence 'f1' is stale; token "
                + second
                + " is held by 'b' since "
                + TIME
                + "\n");
    Run json = run("put", "f/1", "y", "--fence", "f1:" + first, "-o", "json");
    assertThat(json.err()).contains("\"reason\": \"stale\"", "\"current_token\": " + second);
    assertThat(run("fence", "check", "f1", first).exitCode()).isEqualTo(ExitCode.FENCED);
    assertThat(ok("fence", "check", "f1", second).out()).endsWith("token " + second + " is live\n");
    assertThat(run("fence", "grant", "f1", "--if-free").exitCode()).isEqualTo(ExitCode.FENCED);
    ok("fence", "release", "f1:" + second);
    assertThat(run("put", "f/1", "z", "--fence", "f1:" + second).exitCode())
        .isEqualTo(ExitCode.FENCED);
    assertThat(run("fence", "check", "nowhere").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void aProtectedPrefixRefusesUnguardedWrites() {
    String token = ok("fence", "grant", "f2").out().strip();
    ok("fence", "protect", "guarded/", "f2");
    Run refused = run("put", "guarded/1", "x");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FENCED);
    assertThat(refused.err()).contains("protected by fence 'f2'");
    assertThat(run("txn", "--then", "put guarded/1 x").exitCode()).isEqualTo(ExitCode.FENCED);
    ok("put", "guarded/1", "x", "--fence", "f2:" + token);
    assertThat(ok("fence", "list").out()).contains("PROTECTED PREFIX", "guarded/");
    ok("fence", "unprotect", "guarded/", "--fence", "f2:" + token);
    ok("put", "guarded/1", "y");
  }

  @Test
  void tokensOfAnExternalFenceAreRefusedBelowTheHighestSeen() {
    ok("fence", "external", "zk", "--mark", "100");
    ok("put", "e/1", "x", "--fence", "zk:150");
    assertThat(run("put", "e/1", "y", "--fence", "zk:149").exitCode()).isEqualTo(ExitCode.FENCED);
    ok("put", "e/1", "z", "--fence", "zk:150");
  }

  @Test
  void argumentsAreTakenAsTheyAre() throws Exception {
    Files.writeString(folder.resolve("word"), "contents");
    for (String value : new String[] {"@word", "@@x", "@", "C:\\temp", "{\"a\": \"\\n\"}", ""}) {
      ok("put", "@key", value);
      assertThat(ok("get", "@key").out()).isEqualTo(value);
      ok("put", "--", "@key", value);
      assertThat(ok("get", "--raw", "--", "@key").out()).isEqualTo(value);
    }
    String token = ok("fence", "grant", "@f", "--holder", "@word").out().strip();
    assertThat(ok("fence", "check", "@f").out()).contains("@f ", "@word");
    ok("put", "a1", "x", "--fence", "@f:" + token);
    assertThat(ok("txn", "--then", "put t/@ @word; get t/@").out()).endsWith("get: @word\n");
  }

  @Test
  void aValueThatCannotBePrintedIsEscapedAndMarkedOnATerminal() throws Exception {
    Files.write(folder.resolve("v"), new byte[] {'a', 0x1b, '[', '2', 'J'});
    ok("put", "e/v", "--file", "v");
    Run shown = place().onATerminal(40).palisade("get", "e/v");
    assertThat(shown.out()).isEqualTo("$'a\\x1b[2J'\n");
    assertThat(shown.err()).contains("escaped", "--raw");
    ok("put", "e/plain", "C:\\x");
    Run plain = place().onATerminal(40).palisade("get", "e/plain");
    assertThat(plain.out() + plain.err()).isEqualTo("C:\\x\n");
    ok("put", "e/long", "v".repeat(500));
    Run table = place().onATerminal(90).palisade("range", "--prefix", "e/long");
    assertThat(table.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(91));
    assertThat(table.out()).contains("…");
    assertThat(ok("range", "--prefix", "e/long").out()).contains("v".repeat(500));
  }

  @Test
  void aSnapshotIsTakenOnTheNodesThatAreThereAndTheOthersAreNamed() {
    Run run =
        place().with("PALISADE_ENDPOINTS", "127.0.0.1:1," + endpoints).palisade("snapshot", "now");
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
    assertThat(run.out().lines()).hasSize(4);
    assertThat(run.err())
        .isEqualTo(
            "palisade: 1 of 4 nodes took no snapshot: snapshot of 127.0.0.1:1: not reachable\n");
  }

  @Test
  void statusShowsEveryNode() {
    Run status = ok("status");
    assertThat(status.out().lines()).hasSize(4);
    assertThat(status.out()).startsWith("NODE  ENDPOINT").contains("leader", "follower");
    assertThat(ok("status", "-o", "json").out()).startsWith("{\"healthy\": true");
  }

  @Test
  void aTooLargeValueIsRefusedWithTheLimit() throws Exception {
    Files.write(folder.resolve("big"), new byte[(1 << 20) + 1]);
    Run refused = run("put", "big", "--file", "big");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
    assertThat(refused.err()).contains("value of 1048577 bytes", "the limit is 1048576");
  }

  private Run ok(String... args) {
    Run run = run(args);
    assertThat(run.exitCode()).as(String.join(" ", args) + ": " + run.err()).isZero();
    return run;
  }

  private Run run(String... args) {
    return place().palisade(args);
  }

  private Run.Place place() {
    return Run.in(folder).with("PALISADE_ENDPOINTS", endpoints);
  }
}
