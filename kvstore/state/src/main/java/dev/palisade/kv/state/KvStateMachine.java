package dev.palisade.kv.state;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.Invariant;
import dev.palisade.raft.StateMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicated key-value state. Entries in log order go in, one outcome each comes out, and each
 * call of {@link #apply} leaves one atomic batch in the store that says how far the log is applied.
 * Whatever the batching, whichever the store: the same entries give the same outcomes, the same
 * reads and the same {@link #stateHash}. One thread at a time.
 *
 * <p>After an exception the memory may be ahead of the store: the machine is thrown away, and a new
 * one opened on the store.
 *
 * <p>M1: entries are applied once each, without gaps. M2: the store's applied index, revision and
 * hash change with the effects they stand for, in one batch. M3: timestamps rise strictly with
 * every entry, whatever the proposers' clocks said.
 */
public final class KvStateMachine implements StateMachine<Outcome> {
  /** A call that has changed or answered this much leaves the rest of its entries to the next. */
  private static final int MOST_AT_ONCE_BYTES = Limits.ANSWER_BYTES;

  private static final Outcome NO_COMMAND = new Outcome.Invalid("the entry holds no command");

  private final Store store;
  private final Position position;
  private final StateHash hash;
  private final Keyspace keyspace;
  private final RevisionLog log;
  private final Epochs epochs;
  private final Past past;
  private final Fences fences;
  private final Protections protections;
  private final Sessions sessions;
  private final Execution execution;
  private final Reads reads;
  private byte @Nullable [] membership;

  /** It was restored, and the next entry begins an epoch. */
  private boolean restored;

  private Batch batch = new Batch();

  /** Keys and values in the outcomes of the call of {@link #apply} at hand. */
  private long answeredBytes;

  /** Opens the state in this store, empty or not, with the bounds of a cluster. */
  public KvStateMachine(Store store) {
    this(store, Bounds.STANDARD);
  }

  /**
   * Opens the state in this store, empty or not. The store stays the caller's to flush and close.
   *
   * @throws IllegalStateException if the store holds a state of another format
   */
  public KvStateMachine(Store store, Bounds bounds) {
    this.store = store;
    position = new Position();
    hash = open(store, position);
    log = new RevisionLog(hash);
    keyspace = new Keyspace(store, hash, log);
    epochs = new Epochs(hash);
    past = new Past(store, position, epochs);
    fences = new Fences(store, hash, bounds.fences());
    protections = new Protections(hash, bounds);
    sessions = new Sessions(hash, bounds);
    Execution.Guarding guarding = new Execution.Guarding(fences, protections);
    Execution.Versions versions = new Execution.Versions(keyspace, past, log);
    execution = new Execution(position, versions, guarding, sessions);
    reads = new Reads(store, position, keyspace, past, guarding);
    epochs.load(store);
    fences.load();
    protections.load(store);
    protections.requireFences(fences);
    sessions.load(store);
    membership = store.get(Layout.MEMBERSHIP_KEY);
    restored = store.get(Layout.RESTORED_KEY) != null;
    if (position.isSweeping()) {
      new Sweep(store, position, hash, epochs).run();
    }
  }

  private static StateHash open(Store store, Position position) {
    byte[] format = store.get(Layout.FORMAT_KEY);
    if (format == null) {
      Batch first = new Batch();
      first.put(Layout.FORMAT_KEY, Layout.formatRow());
      store.write(first);
    } else {
      Layout.requireFormat(format);
    }
    byte[] row = store.get(Layout.POSITION_KEY);
    if (row == null) {
      requireNothingBut(store, format == null ? "the format" : "the position");
      return new StateHash(0, 0);
    }
    if (format == null) {
      throw RowDamage.missing("the format", "the position is there");
    }
    position.readRow(row);
    return Position.hashOfRow(row);
  }

  /** Before the first batch there is nothing; later there are all rows of the meta table. */
  private static void requireNothingBut(Store store, String missing) {
    byte[] from = Layout.MEMBERSHIP_KEY;
    byte[] toExclusive = Layout.endOf(Layout.CHANGES);
    try (Store.Cursor rows = store.scan(from, toExclusive, Store.Direction.ASCENDING)) {
      if (rows.valid()) {
        throw RowDamage.missing(missing, "the state is not empty");
      }
    }
  }

  @Override
  public EntryId applied() {
    return new EntryId(position.appliedIndex, position.appliedTerm);
  }

  /** The payload of the last entry that changed the membership; null when there was none. */
  public byte @Nullable [] membership() {
    return membership == null ? null : membership.clone();
  }

  @Override
  public long lastHlc() {
    return position.lastHlc;
  }

  /** The newest revision; 1 for an empty store. */
  public long revision() {
    return position.revision;
  }

  /** Reads below this revision are refused; 0 while nothing was compacted. */
  public long compactedRevision() {
    return position.compactedRevision;
  }

  @Override
  public byte[] hash() {
    return stateHash();
  }

  @Override
  public byte[] recomputedHash() {
    return recomputeHash();
  }

  /** 16 bytes, equal on all replicas at an equal applied index. */
  public byte[] stateHash() {
    return position.seal(hash);
  }

  /**
   * What {@link #stateHash} is without the configuration, and thus once the state began another
   * cluster.
   */
  public byte[] contentHash() {
    return position.seal(StateSummary.contentOf(hash, membership));
  }

  /**
   * What {@link #stateHash} must be, computed again from every row of the store. Slow.
   *
   * @throws StateDamagedException if the tables of the store contradict each other
   */
  public byte[] recomputeHash() {
    return position.seal(new Scrub(store, position).run());
  }

  /** Whether there is such a session. */
  public boolean hasSession(long id) {
    return sessions.contains(id);
  }

  /** All sessions, the least recently used in log order first. */
  public List<SessionView> sessions() {
    return sessions.all();
  }

  /** The state as of the last batch, for another thread. Called by the applying thread. */
  public StateView view() {
    return StateView.of(store);
  }

  /** Reads the state as of the last batch. Called by the applying thread, between batches. */
  public Query.Answer read(Query query) {
    return reads.answer(query);
  }

  /**
   * Every outcome is final once the store is flushed, or the log is durable up to its entry. Stops
   * early where what is changed or answered takes more memory than one call may.
   */
  @Override
  public List<Outcome> apply(List<Entry> entries) {
    List<Outcome> outcomes = new ArrayList<>(entries.size());
    List<DecodedEntry> decoded = DecodedEntry.allOf(entries);
    keyspace.prefetch(DecodedEntry.keysOf(decoded));
    answeredBytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (answeredBytes >= MOST_AT_ONCE_BYTES || batch.bytes() >= MOST_AT_ONCE_BYTES) {
        break;
      }
      Entry entry = entries.get(i);
      // Keeps M1.
      Invariant.check(
          entry.id().index() == position.appliedIndex + 1,
          "the next entry follows the last one applied",
          entry.id().index(),
          position.appliedIndex);
      outcomes.add(apply(entry, decoded.get(i)));
    }
    if (!entries.isEmpty()) {
      writeOut();
    }
    return outcomes;
  }

  private Outcome apply(Entry entry, DecodedEntry decoded) {
    // Keeps M3.
    long after = position.lastHlc + 1;
    long hlc = Long.compareUnsigned(entry.hlc(), after) > 0 ? entry.hlc() : after;
    Invariant.check(
        Long.compareUnsigned(position.lastHlc, hlc) < 0,
        "there is a timestamp after the last one",
        position.lastHlc,
        hlc);
    if (restored) {
      beginEpoch(hlc++); // Keeps P2: what the entry does is later than the restore.
    }
    Outcome outcome = NO_COMMAND;
    if (entry.kind() == EntryKind.COMMAND) {
      outcome = applyCommand(entry, decoded, hlc);
    } else if (entry.kind() == EntryKind.MEMBERSHIP) {
      changeMembership(entry.payload());
    }
    position.lastHlc = hlc;
    position.appliedIndex = entry.id().index();
    position.appliedTerm = entry.id().term();
    if (position.isSweeping()) {
      // The decision first, so that an interrupted sweep is known and goes on.
      writeOut();
      new Sweep(store, position, hash, epochs).run();
    }
    return outcome;
  }

  /**
   * The first entry after a restore: all replicas apply the same one, whenever and wherever each of
   * them was restored, so they agree on where revisions go on. What clients of the old cluster
   * hold, tokens and sessions, ends here, for the old cluster may have given it to others since.
   */
  private void beginEpoch(long hlc) {
    long first = epochs.begin(position.revision, hlc, batch).firstRevision();
    position.revision = first;
    fences.endAll(first, hlc);
    sessions.closeAll();
    batch.delete(Layout.RESTORED_KEY);
    restored = false;
  }

  /** How tokens, revisions and session ids go on once a state was restored. */
  public enum Continuation {
    /** Above all that the old cluster can have given; what it gave before is void. */
    NEW_EPOCH,
    /** Where the backup ends. What the old cluster gave since can be given again. */
    AS_IF_NOTHING_HAPPENED
  }

  /**
   * Says how the state goes on in another cluster; all of its replicas must be told the same. The
   * {@link #stateHash} stays until the next entry.
   */
  public void continueIn(Continuation continuation) {
    restored = continuation == Continuation.NEW_EPOCH;
    if (restored) {
      batch.put(Layout.RESTORED_KEY, new byte[] {1});
    } else {
      batch.delete(Layout.RESTORED_KEY);
    }
    writeOut();
  }

  /** How many revisions there were up to this one; leaps at restores do not count. */
  public long ordinalOf(long revision) {
    return epochs.ordinalOf(revision);
  }

  /** The revision with this {@link #ordinalOf}. */
  public long revisionOf(long ordinal) {
    return epochs.revisionOf(ordinal);
  }

  /**
   * Drops the configuration, since the state leaves its cluster for another. The {@link #stateHash}
   * then is that of the rest.
   */
  public void forgetMembership() {
    if (membership != null) {
      hash.subtract(Layout.META, Layout.MEMBERSHIP_KEY, membership);
      batch.delete(Layout.MEMBERSHIP_KEY);
      membership = null;
      writeOut();
    }
  }

  private void changeMembership(ByteBuffer payload) {
    if (membership != null) {
      hash.subtract(Layout.META, Layout.MEMBERSHIP_KEY, membership);
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    hash.add(Layout.META, Layout.MEMBERSHIP_KEY, bytes);
    batch.put(Layout.MEMBERSHIP_KEY, bytes);
    membership = bytes;
  }

  private Outcome applyCommand(Entry entry, DecodedEntry decoded, long hlc) {
    Request request = decoded.request();
    if (request == null) {
      return decoded.unreadable() == null ? NO_COMMAND : decoded.unreadable();
    }
    if (request.command() instanceof Command.Compact) {
      // Compaction reads the past from the store.
      writeOut();
    }
    Request.Once once = request.once();
    return once == null
        ? run(request.command(), entry.id().index(), hlc, Limits.ANSWER_BYTES)
        : applyOnce(once, request.command(), entry.id().index(), hlc);
  }

  private Outcome run(Command command, long atIndex, long hlc, long answerBytes) {
    AnswerBudget answer = new AnswerBudget(answerBytes);
    Outcome outcome = execution.run(command, batch, atIndex, hlc, answer);
    answeredBytes += answer.takenBytes();
    return outcome;
  }

  /** Runs a command unless its session has seen it before (Ongaro 2014, §6.3). */
  private Outcome applyOnce(Request.Once once, Command command, long atIndex, long hlc) {
    Session session = sessions.use(once.session(), atIndex);
    if (session == null) {
      return new Outcome.SessionGone(once.session());
    }
    sessions.acknowledge(session, once.acknowledgedBelow());
    if (once.sequence() < session.acknowledgedBelow()) {
      return new Outcome.Invalid(
          "sequence "
              + once.sequence()
              + " of session "
              + once.session()
              + " was acknowledged (all below "
              + session.acknowledgedBelow()
              + " are): its answer is forgotten");
    }
    if (session.wasRefused(once.sequence())) {
      return noRoomFor(session);
    }
    byte[] answer = session.answerTo(once.sequence(), store);
    if (answer != null) {
      answeredBytes += answer.length;
      return answered(session, once.sequence(), answer);
    }
    long room = sessions.roomFor(session);
    if (room < 0) {
      session.refuse(once.sequence());
      return noRoomFor(session);
    }
    Outcome outcome = run(command, atIndex, hlc, room);
    sessions.remember(session, once.sequence(), OutcomeCodec.encode(outcome));
    return outcome;
  }

  /** The same words each time, since a repeat gets the first answer. */
  private static Outcome noRoomFor(Session session) {
    return new Outcome.Invalid(
        "there is no room for another answer to session "
            + session.id()
            + ", which keeps answers that its client did not acknowledge; acknowledge them, and"
            + " send the command under a new sequence");
  }

  private static Outcome answered(Session session, long sequence, byte[] answer) {
    try {
      return OutcomeCodec.decode(answer);
    } catch (MalformedPayloadException malformed) {
      throw RowDamage.malformed(
          "answer " + sequence, Layout.key(Layout.SESSIONS, session.id()), malformed);
    }
  }

  /** Keeps M2. */
  private void writeOut() {
    log.write(batch);
    fences.write(batch);
    protections.write(batch);
    sessions.write(batch, position.appliedIndex);
    batch.put(Layout.POSITION_KEY, position.row(hash));
    store.write(batch);
    batch = new Batch();
    keyspace.written();
  }
}
