package dev.palisade.raft.replica;

import dev.palisade.raft.Membership;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.clock.TimeSource;
import dev.palisade.raft.core.Event;
import dev.palisade.raft.core.Event.SnapshotEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots of the state when the log has grown, fetches those that a leader offers, and
 * gives its own to others. A passive actor: whoever runs it decides when, one turn at a time, apart
 * from the other actors, since its turns take long; the other methods may be called from anywhere.
 */
public final class Snapshotter {
  /** Questions, and answers of up to 1 MiB: one is under way at a time for each that fetches. */
  private static final int MOST_WAITING_OF_PEERS = 16;

  private sealed interface Input {
    record Fetch(NodeId from, Snapshot snapshot) implements Input {}

    record Asked(NodeId by, SnapshotMessage.Question question) implements Input {}

    record Answered(NodeId by, SnapshotMessage.Answer answer) implements Input {}
  }

  private final SnapshotStore store;
  private final SnapshotOptions options;
  private final Transport transport;
  private final TimeSource time;
  private final Runnable signal;
  private final Membership initial;
  private final Consumer<SnapshotEvent> events;
  private final ConcurrentLinkedQueue<Input> inputs = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Consumer<Snapshot>> wishes = new ConcurrentLinkedQueue<>();

  private final Lending lending = new Lending();

  private final AtomicInteger waitingOfPeers = new AtomicInteger();

  /** What the entries count that were applied since the last snapshot. */
  private final AtomicLong appliedBytes;

  private @Nullable SnapshotFetch fetch;
  private volatile long deadlineNanos = Long.MAX_VALUE;

  /**
   * @param appliedBytes of entries that are applied and in no snapshot
   * @param events takes what the core is to know
   */
  Snapshotter(ReplicaParts<?> parts, long appliedBytes, Consumer<SnapshotEvent> events) {
    store = parts.snapshots();
    options = parts.snapshotOptions();
    transport = parts.transport();
    time = parts.time();
    signal = parts.signals().snapshotter();
    initial = parts.membership();
    this.appliedBytes = new AtomicLong(appliedBytes);
    this.events = events;
  }

  /** A replica that fetches a snapshot of this one asks. */
  public void asked(NodeId by, SnapshotMessage.Question question) {
    addOfPeer(new Input.Asked(by, question));
  }

  /** A replica from which a snapshot is fetched answers. */
  public void answered(NodeId by, SnapshotMessage.Answer answer) {
    addOfPeer(new Input.Answered(by, answer));
  }

  /**
   * Takes a snapshot on the next turn, due or not.
   *
   * @param taken hears of it, on this actor's turn
   */
  public void takeNow(Consumer<Snapshot> taken) {
    wishes.add(taken);
    signal.run();
  }

  /** When a turn is due even if nothing comes in, on the clock of monotonic nanoseconds. */
  public long nextDeadlineNanos() {
    return deadlineNanos;
  }

  /**
   * Takes a turn.
   *
   * @return whether there was anything to do
   * @throws IOException if the disk fails; the replica must stop
   */
  public boolean runOnce() throws IOException {
    boolean worked = takeIfDue();
    for (Input input = inputs.poll(); input != null; input = inputs.poll()) {
      if (!(input instanceof Input.Fetch)) {
        waitingOfPeers.decrementAndGet();
      }
      handle(input);
      worked = true;
    }
    if (fetch != null) {
      fetch.timePassed(time.monotonicNanos());
      endFetch();
    }
    deadlineNanos = fetch == null ? Long.MAX_VALUE : fetch.deadlineNanos();
    return worked;
  }

  /** This one is offered to a follower. Only the replica calls it. */
  void offered(Snapshot snapshot) {
    lending.offered(snapshot, time.monotonicNanos());
  }

  /** What the log must not give up yet: the entries from this index on. */
  long neededFrom() {
    long lowest = lending.lowestIndex(time.monotonicNanos());
    return lowest == Long.MAX_VALUE ? lowest : lowest + 1;
  }

  /** Get this one; what was being fetched before is given up. Only the replica calls it. */
  void fetch(NodeId from, Snapshot snapshot) {
    add(new Input.Fetch(from, snapshot));
  }

  /** These many entries of so many bytes were applied. Only the applier calls it. */
  void applied(long entries, long bytes) {
    if (appliedBytes.addAndGet(options.counted(entries, bytes)) >= options.logBytes()) {
      signal.run();
    }
  }

  /** The state is that of a snapshot now. Only the applier calls it. */
  void installed() {
    appliedBytes.set(0);
  }

  private boolean takeIfDue() throws IOException {
    List<Consumer<Snapshot>> asked = new ArrayList<>();
    for (var wish = wishes.poll(); wish != null; wish = wishes.poll()) {
      asked.add(wish);
    }
    if (asked.isEmpty() && appliedBytes.get() < options.logBytes()) {
      return false;
    }
    appliedBytes.set(0);
    Snapshot before = store.newest();
    Snapshot snapshot = store.take(before == null ? initial : before.membership());
    store.deleteOld(lending.references(time.monotonicNanos()));
    events.accept(new Event.SnapshotTaken(snapshot));
    asked.forEach(wish -> wish.accept(snapshot));
    return true;
  }

  private void handle(Input input) throws IOException {
    switch (input) {
      case Input.Fetch(var from, var snapshot) -> {
        fetch = new SnapshotFetch(from, snapshot, store, transport, options.chunkBytes());
        fetch.ask(time.monotonicNanos());
      }
      case Input.Asked(var by, var question) -> {
        lending.asked(question.reference(), time.monotonicNanos());
        transport.answer(by, answer(question));
      }
      case Input.Answered(var by, var answer) -> {
        if (fetch != null) {
          fetch.answered(by, answer, time.monotonicNanos());
          endFetch();
        }
      }
    }
  }

  private SnapshotMessage.Answer answer(SnapshotMessage.Question question) throws IOException {
    String reference = question.reference();
    Optional<SnapshotMessage.Answer> found =
        switch (question) {
          case SnapshotMessage.AskParts _ -> parts(reference);
          case SnapshotMessage.AskBytes ask -> bytes(ask);
        };
    return found.orElseGet(() -> new SnapshotMessage.Gone(reference));
  }

  private Optional<SnapshotMessage.Answer> parts(String reference) throws IOException {
    Snapshot newest = store.newest();
    Optional<List<SnapshotStore.Part>> parts = store.parts(reference);
    if (parts.isEmpty() && newest != null && newest.reference().equals(reference)) {
      takeNow(_ -> {}); // It was damaged: others need another.
    }
    return parts.map(found -> new SnapshotMessage.Parts(reference, found));
  }

  private Optional<SnapshotMessage.Answer> bytes(SnapshotMessage.AskBytes ask) throws IOException {
    int most = Math.min(ask.maxBytes(), options.chunkBytes());
    Optional<ByteBuffer> read = store.read(ask.reference(), ask.part(), ask.offset(), most);
    return read.map(
        bytes ->
            new SnapshotMessage.Bytes(
                ask.reference(), ask.part(), ask.offset(), SnapshotFetch.crc32c(bytes), bytes));
  }

  private void endFetch() {
    SnapshotFetch current = fetch;
    if (current == null || current.state() == SnapshotFetch.State.UNDER_WAY) {
      return;
    }
    fetch = null;
    events.accept(
        current.state() == SnapshotFetch.State.DONE
            ? new Event.SnapshotFetched(current.snapshot())
            : new Event.SnapshotFailed(current.snapshot()));
  }

  /** What is too much is lost, as if by the network: whoever fetches asks again. */
  private void addOfPeer(Input input) {
    if (waitingOfPeers.incrementAndGet() > MOST_WAITING_OF_PEERS) {
      waitingOfPeers.decrementAndGet();
    } else {
      add(input);
    }
  }

  private void add(Input input) {
    inputs.add(input);
    signal.run();
  }
}
