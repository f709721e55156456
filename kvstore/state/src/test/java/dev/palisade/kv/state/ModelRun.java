package dev.palisade.kv.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * One random life of a machine against {@link NaiveModel}: random requests in random batches,
 * flushes, and crashes after which the log is replayed from the last flush in other batches. A twin
 * over memory gets the same entries one by one and must have the same hash throughout.
 */
public final class ModelRun {
  private static final Bounds BOUNDS = new Bounds(4, 8 << 20, 64 << 20, 12, 5, 400);

  /** A store that can lose what was not flushed. */
  public interface CrashingStore extends AutoCloseable {
    Store store();

    /** Goes back to the last flush; the store may be another object afterwards. */
    void crash();

    @Override
    void close();
  }

  private final Random random;
  private final CrashingStore crashing;
  private final NaiveModel model = new NaiveModel(BOUNDS);
  private final RandomRequests requests;
  private final KvStateMachine twin = new KvStateMachine(new MemoryStore(), BOUNDS);
  private final List<Entry> log = new ArrayList<>();
  private final List<Request> sources = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final List<byte[]> hashes = new ArrayList<>();
  private final TreeSet<String> outcomeKinds = new TreeSet<>();
  private KvStateMachine machine;
  private long clock = 1_000;

  public ModelRun(long seed, CrashingStore crashing) {
    this.random = new Random(seed);
    this.crashing = crashing;
    this.requests = new RandomRequests(random, model);
    this.machine = new KvStateMachine(crashing.store(), BOUNDS);
    hashes.add(twin.stateHash());
  }

  public void run(int batches) {
    for (int batch = 0; batch < batches; batch++) {
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        propose();
      }
      applyRest();
      for (int i = 0; i < 4; i++) {
        read(requests.query());
      }
      if (random.nextInt(8) == 0) {
        crashing.store().flush();
      }
      if (random.nextInt(20) == 0) {
        crash();
      }
      if (random.nextInt(5) == 0) {
        assertThat(machine.recomputeHash()).as("hash from the rows").isEqualTo(machine.stateHash());
      }
    }
    assertThat(machine.recomputeHash()).as("hash from the rows").isEqualTo(machine.stateHash());
    assertThat(versionsStored()).as("versions in the store").isEqualTo(model.versionsToKeep());
    assertThat(twin.recomputeHash()).as("hash from the twin's rows").isEqualTo(twin.stateHash());
  }

  /** Which kinds of outcome there were, by their simple names. */
  public Set<String> outcomeKinds() {
    return outcomeKinds;
  }

  /** Extends the log, the model and the twin by one entry. */
  private void propose() {
    EntryId id = new EntryId(log.size() + 1, 1);
    clock += random.nextInt(4) - 1;
    if (random.nextInt(30) == 0) {
      Entry noOp = new Entry(id, EntryKind.NO_OP, clock, ByteBuffer.allocate(0));
      model.apply(id.index(), clock, new Request(null, new Command.CloseSession(0)));
      append(noOp, new Request(null, new Command.CloseSession(0)), "");
      return;
    }
    Request request = requests.next();
    Entry entry =
        new Entry(id, EntryKind.COMMAND, clock, RequestCodec.encode(request).asReadOnlyBuffer());
    append(entry, request, Descriptions.of(model.apply(id.index(), clock, request)));
  }

  private void append(Entry entry, Request request, String outcome) {
    log.add(entry);
    sources.add(request);
    expected.add(outcome);
    twin.apply(List.of(entry));
    hashes.add(twin.stateHash());
  }

  /** Applies what the machine has not yet, in batches. */
  private void applyRest() {
    while (machine.appliedIndex() < log.size()) {
      int from = (int) machine.appliedIndex();
      int toExclusive = Math.min(log.size(), from + 1 + random.nextInt(10));
      List<Outcome> outcomes = machine.apply(log.subList(from, toExclusive));
      for (int i = from; i < toExclusive; i++) {
        if (log.get(i).kind() == EntryKind.COMMAND) {
          Outcome outcome = outcomes.get(i - from);
          outcomeKinds.add(kind(outcome));
          assertThat(Descriptions.of(outcome))
              .as("outcome %s of entry %s, %s", outcome, log.get(i).id(), sources.get(i))
              .isEqualTo(expected.get(i));
        }
      }
      assertThat(machine.stateHash())
          .as(
              "hash after entries %d to %d, %s",
              from + 1, toExclusive, sources.subList(from, toExclusive))
          .isEqualTo(hashes.get(toExclusive));
    }
    assertThat(machine.revision()).isEqualTo(model.revision());
    assertThat(machine.compactedRevision()).isEqualTo(model.compactedRevision);
    assertThat(machine.sessions()).hasSameSizeAs(model.sessions.keySet());
  }

  private static String kind(Outcome outcome) {
    String name = outcome.getClass().getSimpleName();
    return outcome instanceof Outcome.Fenced fenced ? name + " " + fenced.reason() : name;
  }

  private void crash() {
    crashing.crash();
    machine = new KvStateMachine(crashing.store(), BOUNDS);
    assertThat(machine.appliedIndex()).isLessThanOrEqualTo(log.size());
    assertThat(machine.stateHash()).isEqualTo(hashes.get((int) machine.appliedIndex()));
    applyRest();
  }

  private long versionsStored() {
    long count = 0;
    byte[] from = {Layout.HISTORY};
    try (Store.Cursor rows =
        crashing.store().scan(from, Layout.endOf(Layout.HISTORY), Store.Direction.ASCENDING)) {
      for (; rows.valid(); rows.next()) {
        count++;
      }
    }
    return count;
  }

  private void read(Query query) {
    assertThat(Descriptions.of(machine.read(query)))
        .as("answer to %s at revision %d", query, machine.revision())
        .isEqualTo(Descriptions.of(modelAnswer(query)));
  }

  private Query.Answer modelAnswer(Query query) {
    Query.Answer refused = new Query.Answer.Refused(new Outcome.Invalid(""));
    return switch (query) {
      case Query.Get(var key, var at) -> {
        Long revision = model.resolve(at);
        yield revision == null
            ? refused
            : new Query.Answer.Got(model.states.get(revision.intValue()).get(key), revision);
      }
      case Query.Range(var range, var at) -> {
        Long revision = model.resolve(at);
        yield revision == null
            ? refused
            : new Query.Answer.Ranged(
                NaiveModel.range(model.states.get(revision.intValue()), range), revision);
      }
      case Query.CheckFence check -> throw new AssertionError("not asked");
      case Query.ListFences list -> throw new AssertionError("not asked");
    };
  }
}
