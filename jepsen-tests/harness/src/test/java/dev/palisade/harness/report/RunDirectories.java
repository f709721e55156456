package dev.palisade.harness.report;

import dev.palisade.checker.format.JsonText;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Makes directories of runs that look like true ones: the same seed, the same files. */
final class RunDirectories {
  /** How large a run is, and whether a stale write lands in it. */
  record Shape(long seed, int seconds, int clients, int nodes, int perSecond, boolean violated) {}

  private static final String[][] FAULTS = {
    {"partition-majority", "partition", "nodes 1 and 2 are cut off from the others"},
    {"partition-ring", "partition", "each node sees a majority, no two the same"},
    {"isolate-leader", "partition", "node 1, the leader, is cut off"},
    {"kill", "process", "node 2 is killed and started again at the end"},
    {"pause", "process", "node 1 is stopped by SIGSTOP"},
    {"delay", "network", "100 ms on every link of node 3"},
    {"loss", "network", "30 % of what node 2 sends stalls as if retransmitted"},
    {"clock-step", "clock", "node 3 is 1 h ahead"},
    {"disk-stall", "disk", "writes of node 2 hang"},
    {"fsync-error", "disk", "fsync of node 1 fails"},
  };

  private final Path directory;
  private final Shape shape;
  private final SplittableRandom dice;
  private final List<Band> bands = new ArrayList<>();
  private final List<Reign> reigns = new ArrayList<>();

  private record Band(String name, String family, long begin, long end, int node) {}

  private record Reign(long begin, int leader, long term) {}

  private record Event(long time, String json) {}

  /** What holds for ten milliseconds. */
  private record Moment(Reign reign, boolean troubled, boolean slow) {}

  private static final long MOMENT = 10_000_000;
  private final List<Moment> moments = new ArrayList<>();

  private RunDirectories(Path directory, Shape shape) {
    this.directory = directory;
    this.shape = shape;
    this.dice = new SplittableRandom(shape.seed());
  }

  /** Writes the files of a run into a directory that exists. */
  static void write(Path directory, Shape shape) throws IOException {
    RunDirectories run = new RunDirectories(directory, shape);
    run.faults();
    run.reigns();
    run.moments();
    run.nodes();
    run.history();
    run.verdict();
  }

  private long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }

  private void faults() throws IOException {
    StringBuilder lines = new StringBuilder();
    long at = nanos(3);
    for (int id = 1; at < nanos(shape.seconds() - 6); id++) {
      String[] kind = FAULTS[dice.nextInt(FAULTS.length)];
      long length = nanos(1.5 + dice.nextDouble() * 5);
      long end = Math.min(at + length, nanos(shape.seconds() - 2));
      int node = 1 + dice.nextInt(shape.nodes());
      bands.add(new Band(kind[0], kind[1], at, end, node));
      line(
          lines,
          "id",
          id,
          "name",
          kind[0],
          "family",
          kind[1],
          "begin",
          at,
          "nodes",
          List.of((long) node),
          "links",
          List.of(),
          "description",
          kind[2]);
      line(lines, "id", id, "end", end);
      at += nanos(1 + dice.nextDouble() * 6);
    }
    Files.writeString(directory.resolve("faults.jsonl"), lines);
  }

  private void reigns() {
    reigns.add(new Reign(nanos(0.4), 1, 1));
    for (Band band : bands) {
      Reign last = reigns.getLast();
      boolean deposes = band.node() == last.leader() && !band.family().equals("clock");
      if (deposes && band.begin() > last.begin() + nanos(1)) {
        int next = 1 + last.leader() % shape.nodes();
        long at = band.begin() + nanos(0.3 + dice.nextDouble());
        reigns.add(new Reign(at, next, last.term() + 1 + dice.nextInt(2)));
      }
    }
  }

  private Reign reignAt(long at) {
    Reign reign = reigns.getFirst();
    for (Reign each : reigns) {
      reign = each.begin() <= at ? each : reign;
    }
    return reign;
  }

  private boolean isTroubled(long at) {
    boolean between = at < reigns.getFirst().begin();
    for (Band band : bands) {
      Reign then = reignAt(band.begin());
      between |= at >= band.begin() && reignAt(at).equals(then) && deposedBy(band, at, then);
    }
    return between;
  }

  private void moments() {
    for (long at = 0; at <= nanos(shape.seconds()); at += MOMENT) {
      moments.add(new Moment(reignAt(at), isTroubled(at), isSlow(at)));
    }
  }

  private Moment momentAt(long at) {
    return moments.get(Math.min(moments.size() - 1, (int) (at / MOMENT)));
  }

  private boolean isSlow(long at) {
    return bands.stream().anyMatch(band -> band.begin() <= at && at < band.end());
  }

  private boolean deposedBy(Band band, long at, Reign then) {
    int index = reigns.indexOf(then);
    boolean deposed = index + 1 < reigns.size() && band.node() == then.leader();
    return deposed && at < reigns.get(index + 1).begin() && at < band.end();
  }

  private void nodes() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (long at = 0; at < nanos(shape.seconds()); at += nanos(0.25)) {
      for (int node = 1; node <= shape.nodes(); node++) {
        String life = lifeOf(node, at);
        Reign reign = reignAt(at);
        boolean seen = life.equals("up") && at >= reigns.getFirst().begin();
        String role = reign.leader() == node ? "LEADER" : "FOLLOWER";
        line(
            lines,
            "time",
            at,
            "node",
            node,
            "life",
            life,
            "role",
            seen ? role : null,
            "term",
            seen ? reign.term() : 0L,
            "leader",
            seen ? (long) reign.leader() : null,
            "commit",
            at / 1_000_000,
            "applied",
            at / 1_000_000);
      }
    }
    Files.writeString(directory.resolve("nodes.jsonl"), lines);
  }

  private String lifeOf(int node, long at) {
    for (Band band : bands) {
      if (band.node() == node && band.begin() <= at && at < band.end()) {
        if (band.name().equals("pause")) {
          return "paused";
        }
        if (band.name().equals("kill") || band.name().equals("fsync-error")) {
          return "down";
        }
      }
    }
    return "up";
  }

  private void history() throws IOException {
    List<Event> events = new ArrayList<>();
    long gap = nanos((double) shape.clients() / shape.perSecond());
    for (int client = 0; client < shape.clients(); client++) {
      int process = client;
      long at = nanos(0.5) + dice.nextLong(gap);
      for (; at < nanos(shape.seconds() - 1); at += gap / 2 + dice.nextLong(gap)) {
        long end = at + latency(at);
        if (operation(events, process, at, end)) {
          process += shape.clients();
        }
        at = end;
      }
    }
    if (shape.violated()) {
      landed(events);
    }
    events.sort((a, b) -> Long.compare(a.time(), b.time()));
    try (Writer out = Files.newBufferedWriter(directory.resolve("history.jsonl"))) {
      for (Event event : events) {
        out.write(event.json());
      }
    }
  }

  private long latency(long at) {
    double millis = Math.exp(dice.nextGaussian() * 0.5 + 1.1);
    boolean slow = momentAt(at).slow();
    return nanos(
        (momentAt(at).troubled() ? 900 + dice.nextInt(600) : slow ? millis * 6 : millis) / 1e3);
  }

  /** True when the client never learned the answer. */
  private boolean operation(List<Event> events, int process, long at, long end) {
    boolean troubled = momentAt(at).troubled();
    long grants = at / nanos(2.5);
    long token = 40 + 37 * grants;
    boolean stale = grants > 2 && dice.nextInt(40) == 0;
    long presented = stale ? token - 37L * (1 + dice.nextInt(2)) : token;
    String fence = "shard-" + process % 3;
    boolean read = dice.nextInt(3) == 0;
    String f = read ? "read" : "write";
    Object argument = read ? null : List.of(presented, (long) dice.nextInt(1000));
    events.add(event(at, process, "invoke", f, argument, Map.of()));
    int luck = dice.nextInt(100);
    if (troubled && luck < 60) {
      Map<String, Object> why = Map.of("error", "deadline of 1 s passed; unknown whether applied");
      events.add(event(end, process, "info", f, argument, why));
      return true;
    }
    if (troubled) {
      Map<String, Object> why = Map.of("error", "no leader: refused");
      events.add(event(end, process, "fail", f, argument, why));
      return false;
    }
    Map<String, Object> extra = new LinkedHashMap<>();
    extra.put("node", (long) momentAt(at).reign().leader());
    extra.put("term", momentAt(at).reign().term());
    extra.put("fence", fence);
    if (!read) {
      extra.put("token", presented);
    }
    if (stale && !read) {
      extra.put("fenced", "stale");
      extra.put("error", "FENCED, stale: presented " + presented + ", current " + token);
      events.add(event(end, process, "fail", f, List.of(token, at / 1000), extra));
    } else {
      Object answer = read ? List.of(7L, at / 1000, token) : (Object) (at / 1000);
      events.add(event(end, process, "ok", f, answer, extra));
    }
    return false;
  }

  private void landed(List<Event> events) throws IOException {
    long at = nanos(shape.seconds() * 0.62);
    long token = 40 + 37 * (at / nanos(2.5));
    Map<String, Object> fresh = Map.of("fence", "shard-0", "token", token, "node", 1L);
    Map<String, Object> old = Map.of("fence", "shard-0", "token", token - 74, "node", 2L);
    List<Event> few = new ArrayList<>();
    List<Object> right = List.of(token, 7L);
    List<Object> wrong = List.of(token - 74, 9L);
    long ms = 1_000_000;
    few.add(event(at, 900_000, "invoke", "write", right, fresh));
    few.add(event(at + 4 * ms, 900_000, "ok", "write", 41L, fresh));
    few.add(event(at + 20 * ms, 900_001, "invoke", "write", wrong, old));
    few.add(event(at + 24 * ms, 900_001, "ok", "write", 42L, old));
    few.add(event(at + 30 * ms, 900_002, "invoke", "read", null, Map.of("fence", "shard-0")));
    few.add(event(at + 33 * ms, 900_002, "ok", "read", List.of(9L, 42L, token), Map.of()));
    events.addAll(few);
    StringBuilder lines = new StringBuilder();
    few.forEach(event -> lines.append(event.json()));
    Files.writeString(directory.resolve("failure-1.jsonl"), lines);
    Files.writeString(directory.resolve("failure-1.html"), "<!doctype html><p>the picture");
  }

  private static Event event(
      long time, int process, String type, String f, @Nullable Object value, Map<String, ?> extra) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("process", (long) process);
    fields.put("type", type);
    fields.put("f", f);
    fields.put("key", "account/7");
    fields.put("value", value);
    fields.put("time", time);
    fields.putAll(extra);
    return new Event(time, JsonText.of(fields) + "\n");
  }

  private void verdict() throws IOException {
    StringBuilder run = new StringBuilder();
    List<@Nullable Object> numbers = new ArrayList<>();
    for (long node = 1; node <= shape.nodes(); node++) {
      numbers.add(node);
    }
    String command =
        "palisade chaos run --nodes %d --workload fenced-register --nemesis all --seconds %d --seed %d"
            .formatted(shape.nodes(), shape.seconds(), shape.seed());
    line(
        run,
        "format",
        1,
        "system",
        "palisade",
        "workload",
        "fenced-register",
        "nemesis",
        List.of("all"),
        "net",
        "proxy",
        "nodes",
        numbers,
        "seed",
        shape.seed(),
        "seconds",
        shape.seconds(),
        "command",
        command,
        "startedAt",
        "2026-03-01T12:00:00.123Z",
        "version",
        "0.1.0",
        "notRun",
        List.of(
            Map.of(
                "fault",
                "clock-drift",
                "why",
                "libfaketime is not installed: apt-get install faketime"),
            Map.of("fault", "netns-loss", "why", "needs root for network namespaces")));
    Files.writeString(directory.resolve("run.json"), run);
    Files.writeString(directory.resolve("results.json"), results(command));
  }

  private String results(String command) {
    boolean bad = shape.violated();
    Map<String, @Nullable Object> fenced = new LinkedHashMap<>();
    fenced.put("name", "fenced register, linearizable per key");
    fenced.put("verdict", bad ? "violation" : "verified");
    fenced.put(
        "summary",
        bad
            ? "no order lets process 900001 write </script> under an old token"
            : "12 keys, all linearizable");
    if (bad) {
      fenced.put("history", "failure-1.jsonl");
      fenced.put("picture", "failure-1.html");
    }
    Map<String, Object> brain = new LinkedHashMap<>();
    brain.put("name", "split brain");
    brain.put("verdict", "verified");
    brain.put("summary", "in each of " + reigns.size() + " terms one node acknowledged writes");
    brain.put("details", Map.of("terms", (long) reigns.size()));
    Map<String, Object> slow = new LinkedHashMap<>();
    slow.put("name", "real-time order of revisions");
    slow.put("verdict", "verified");
    slow.put("summary", "no revision was told before a lower one that was acknowledged earlier");
    StringBuilder results = new StringBuilder();
    line(
        results,
        "verdict",
        bad ? "violation" : "verified",
        "checks",
        List.of(fenced, brain, slow),
        "notes",
        List.of("ended: n2 ended with 1: its disk is full (3 times)"),
        "repeat",
        command);
    return results.toString();
  }

  private static void line(StringBuilder text, @Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      fields.put(
          String.valueOf(namesAndValues[i]),
          value instanceof Integer number ? (Object) number.longValue() : value);
    }
    text.append(JsonText.of(fields)).append('\n');
  }
}
