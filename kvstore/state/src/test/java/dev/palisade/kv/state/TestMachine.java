package dev.palisade.kv.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Command.KeyRange;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine over memory that speaks in text; each command is its own batch. */
final class TestMachine {
  final MemoryStore store = new MemoryStore();
  KvStateMachine machine;
  private final Bounds bounds;

  TestMachine() {
    this(Bounds.STANDARD);
  }

  TestMachine(Bounds bounds) {
    this.bounds = bounds;
    machine = new KvStateMachine(store, bounds);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Command.Put put(String key, String value, Guard... guards) {
    return new Command.Put(bytes(key), bytes(value), List.of(guards), false);
  }

  static Command.Delete delete(String key, Guard... guards) {
    return new Command.Delete(KeyRange.ofKey(bytes(key)), List.of(guards), true);
  }

  static KeyRange range(String from, String toExclusive) {
    return new KeyRange(bytes(from), bytes(toExclusive));
  }

  static Guard guard(String fence, long token) {
    return new Guard(fence, token);
  }

  static Entry entry(long index, long hlc, Request request) {
    return new Entry(
        new EntryId(index, 1),
        EntryKind.COMMAND,
        hlc,
        RequestCodec.encode(request).asReadOnlyBuffer());
  }

  Outcome run(Command command) {
    return run(new Request(null, command));
  }

  Outcome run(long session, long sequence, Command command) {
    return run(new Request(new Request.Once(session, sequence, 0), command));
  }

  Outcome run(Request request) {
    long index = machine.appliedIndex() + 1;
    Outcome outcome = machine.apply(List.of(entry(index, 1_000 * index, request))).getFirst();
    assertThat(machine.stateHash())
        .as("running hash after %s", request)
        .isEqualTo(machine.recomputeHash());
    return outcome;
  }

  /** All in one batch. */
  List<Outcome> runTogether(Command... commands) {
    List<Entry> entries = new ArrayList<>();
    long index = machine.appliedIndex();
    for (Command command : commands) {
      index++;
      entries.add(entry(index, 1_000 * index, new Request(null, command)));
    }
    List<Outcome> outcomes = machine.apply(entries);
    assertThat(machine.stateHash()).isEqualTo(machine.recomputeHash());
    return outcomes;
  }

  Outcome runPayload(ByteBuffer payload) {
    EntryId id = new EntryId(machine.appliedIndex() + 1, 1);
    return machine.apply(List.of(new Entry(id, EntryKind.COMMAND, 0, payload))).getFirst();
  }

  /** Forgets the memory and opens the machine on its store again. */
  void reopen() {
    machine = new KvStateMachine(store, bounds);
  }

  long grant(String fence, String holder) {
    return ((Outcome.Granted) run(new Command.Grant(fence, holder, false))).token();
  }

  long openSession() {
    return ((Outcome.SessionOpened) run(new Command.OpenSession(60_000))).session();
  }

  @Nullable KeyValue get(String key) {
    return get(key, new Query.At.Newest());
  }

  @Nullable KeyValue get(String key, Query.At at) {
    return ((Query.Answer.Got) machine.read(new Query.Get(bytes(key), at))).found();
  }

  /** The value as text, "-" for an absent key. */
  String value(String key) {
    return text(get(key));
  }

  String value(String key, Query.At at) {
    return text(get(key, at));
  }

  /** Pairs as "a=1 b=2". */
  String pairs(Query.Answer answer) {
    return text(((Query.Answer.Ranged) answer).result().pairs());
  }

  static String text(List<KeyValue> pairs) {
    StringBuilder text = new StringBuilder();
    for (KeyValue pair : pairs) {
      text.append(text.isEmpty() ? "" : " ")
          .append(new String(pair.key(), StandardCharsets.UTF_8))
          .append('=')
          .append(text(pair));
    }
    return text.toString();
  }

  static String text(@Nullable KeyValue pair) {
    return pair == null ? "-" : new String(pair.value(), StandardCharsets.UTF_8);
  }
}
