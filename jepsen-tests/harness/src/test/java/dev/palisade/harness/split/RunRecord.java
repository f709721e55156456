package dev.palisade.harness.split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Writes the files of a run in which everything is as a test wants it; times in milliseconds. */
final class RunRecord {
  private final List<String> faults = new ArrayList<>();
  private final List<String> nodes = new ArrayList<>();
  private int cuts;

  /** What a node says of itself at a moment. */
  record Saying(String life, String role, long term) {
    static final Saying DOWN = new Saying("down", "", 0);
    static final Saying SILENT = new Saying("up", "", 0);

    static Saying follower(long term) {
      return new Saying("up", "FOLLOWER", term);
    }

    static Saying leader(long term) {
      return new Saying("up", "LEADER", term);
    }
  }

  /** Links that are cut from a moment to another. */
  RunRecord cut(long from, long to, String... links) {
    cuts++;
    faults.add(
        "{\"cut\":%d,\"time\":%d,\"links\":[\"%s\"]}"
            .formatted(cuts, from * 1_000_000, String.join("\",\"", links)));
    faults.add("{\"joining\":%d,\"time\":%d}".formatted(cuts, to * 1_000_000));
    return this;
  }

  /** Of three nodes one is cut off from both others. */
  RunRecord alone(int node, long from, long to) {
    int one = node % 3 + 1;
    int other = one % 3 + 1;
    return cut(
        from, to, node + ">" + one, one + ">" + node, node + ">" + other, other + ">" + node);
  }

  /** Something that is done to a node from a moment to another. */
  RunRecord fault(String family, String name, int node, long from, long to) {
    String id = name + from;
    faults.add(
        "{\"id\":\"%s\",\"name\":\"%s\",\"family\":\"%s\",\"begin\":%d,\"nodes\":[%d],\"links\":[]}"
            .formatted(id, name, family, from * 1_000_000, node));
    faults.add(
        "{\"id\":\"%s\",\"end\":%d,\"healed\":%d}".formatted(id, to * 1_000_000, to * 1_000_000));
    return this;
  }

  /** A change of members that was announced, from a moment to another; settled at a third one. */
  RunRecord change(String name, long from, long to, long settled, String members) {
    note("membership", from, "\"description\":\"%s\"".formatted(name));
    fault("membership", name, 4, from + 1, to);
    return note("settled", settled, "\"members\":[%s]".formatted(members));
  }

  private RunRecord note(String kind, long time, String field) {
    faults.add("{\"note\":\"%s\",\"time\":%d,%s}".formatted(kind, time * 1_000_000, field));
    return this;
  }

  /** What a node says whenever it is looked at, four times a second for twenty seconds. */
  RunRecord says(int node, LongFunction<Saying> at) {
    for (long time = 0; time <= 20_000; time += 250) {
      Saying saying = at.apply(time);
      String role = saying.role().isEmpty() ? "null" : "\"" + saying.role() + "\"";
      nodes.add(
          "{\"time\":%d,\"node\":%d,\"life\":\"%s\",\"role\":%s,\"term\":%d}"
              .formatted(time * 1_000_000, node, saying.life(), role, saying.term()));
    }
    return this;
  }

  Disturbances disturbances(Path folder) throws IOException {
    return Disturbances.read(Files.write(folder.resolve("faults.jsonl"), faults));
  }

  Looks looks(Path folder) throws IOException {
    return Looks.read(Files.write(folder.resolve("nodes.jsonl"), nodes));
  }

  Contact contact(Path folder, int count) throws IOException {
    return new Contact(count, disturbances(folder), looks(folder));
  }
}
