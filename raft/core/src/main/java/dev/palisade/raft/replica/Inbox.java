package dev.palisade.raft.replica;

import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.Outcome;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.core.Event;
import dev.palisade.raft.core.Event.SnapshotEvent;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.EntryBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a replica's turn. Calls are bounded in bytes and refused OVERLOADED beyond; what
 * peers send is bounded in bytes and lost beyond, which Raft bears; reads and calls are bounded in
 * number by whoever admits them. Anyone may add, only the replica takes.
 *
 * @param <R> the state machine's result
 */
final class Inbox<R> {
  /** Something other than a call or a read. */
  sealed interface Input {
    record Incoming(NodeId from, Message message, EntryBatch entries) implements Input {}

    record Persisted(long sequence) implements Input {}

    record Transfer(NodeId to, BiConsumer<Boolean, String> ended) implements Input {}

    record Change(Event.MembershipRequested request, BiConsumer<Outcome, String> ended)
        implements Input {}

    record Snapshots(SnapshotEvent event) implements Input {}

    record Supports(NodeId node, int level) implements Input {}

    record Reported(NodeId by, StateReport report) implements Input {}

    record Gone(NodeId peer) implements Input {}
  }

  private static final long MAX_WAITING_CALL_BYTES = 64L << 20;

  /** Above what leaders send ahead by default, and two frames of the largest size. */
  private static final long MAX_INCOMING_BYTES = 32L << 20;

  /** What a message takes beside its entries, about. */
  private static final long MESSAGE_BYTES = 512;

  /** One proposal takes about this much, so that the first of it is on its way early. */
  private static final long MAX_PROPOSAL_BYTES = 1L << 20;

  private final ConcurrentLinkedQueue<Input> inputs = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<List<Call<R>>> calls = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();
  private final AtomicLong incomingBytes = new AtomicLong();
  private final AtomicLong waitingCallBytes = new AtomicLong();
  private final Runnable signal;

  Inbox(Runnable signal) {
    this.signal = signal;
  }

  void receive(NodeId from, Message message, EntryBatch entries) {
    addOfPeer(new Input.Incoming(from, message, entries));
  }

  void persisted(long sequence) {
    add(new Input.Persisted(sequence));
  }

  void transfer(NodeId to, BiConsumer<Boolean, String> ended) {
    add(new Input.Transfer(to, ended));
  }

  void change(Event.MembershipRequested request, BiConsumer<Outcome, String> ended) {
    add(new Input.Change(request, ended));
  }

  void snapshot(SnapshotEvent event) {
    add(new Input.Snapshots(event));
  }

  void supports(NodeId node, int level) {
    addOfPeer(new Input.Supports(node, level));
  }

  void reported(NodeId by, StateReport report) {
    addOfPeer(new Input.Reported(by, report));
  }

  void gone(NodeId peer) {
    addOfPeer(new Input.Gone(peer));
  }

  void propose(List<Call<R>> batch) {
    long bytes = bytesOf(batch);
    if (waitingCallBytes.addAndGet(bytes) > MAX_WAITING_CALL_BYTES && bytes > 0) {
      waitingCallBytes.addAndGet(-bytes);
      batch.forEach(call -> call.refused(Refusal.OVERLOADED));
      return;
    }
    calls.add(batch);
    signal.run();
  }

  void read(Read read) {
    reads.add(read);
    signal.run();
  }

  @Nullable Input next() {
    Input input = inputs.poll();
    if (input != null) {
      incomingBytes.addAndGet(-bytesOfPeer(input));
    }
    return input;
  }

  /** The calls of the next proposal; those whose deadline passed are ended instead. */
  List<Call<R>> takeCalls(long nowNanos) {
    List<Call<R>> taken = new ArrayList<>();
    long bytes = 0;
    while (bytes < MAX_PROPOSAL_BYTES) {
      List<Call<R>> batch = calls.poll();
      if (batch == null) {
        break;
      }
      long batchBytes = bytesOf(batch);
      waitingCallBytes.addAndGet(-batchBytes);
      bytes += batchBytes;
      for (Call<R> call : batch) {
        if (call.deadlineNanos() - nowNanos < 0) {
          call.expired();
        } else {
          taken.add(call);
        }
      }
    }
    if (!calls.isEmpty()) {
      signal.run(); // The rest is the next turn's.
    }
    return taken;
  }

  /** All reads that wait; those whose deadline passed are ended instead. */
  List<Read> takeReads(long nowNanos) {
    List<Read> taken = new ArrayList<>();
    for (Read read = reads.poll(); read != null; read = reads.poll()) {
      if (read.deadlineNanos() - nowNanos < 0) {
        read.expired();
      } else {
        taken.add(read);
      }
    }
    return taken;
  }

  /** Nobody will take these any more. */
  void refuseAll() {
    for (List<Call<R>> batch = calls.poll(); batch != null; batch = calls.poll()) {
      batch.forEach(call -> call.refused(Refusal.NOT_LEADER));
    }
    for (Read read = reads.poll(); read != null; read = reads.poll()) {
      read.refused(Refusal.NOT_LEADER);
    }
  }

  /** What is too much is lost, as if by the network. */
  private void addOfPeer(Input input) {
    long bytes = bytesOfPeer(input);
    if (incomingBytes.addAndGet(bytes) > MAX_INCOMING_BYTES) {
      incomingBytes.addAndGet(-bytes);
    } else {
      add(input);
    }
  }

  /** What it counts for in the bound on what peers send; 0 for what does not come from peers. */
  private static long bytesOfPeer(Input input) {
    return switch (input) {
      case Input.Incoming(_, _, var entries) -> MESSAGE_BYTES + entries.ids().totalStoredBytes();
      case Input.Reported _, Input.Supports _, Input.Gone _ -> MESSAGE_BYTES;
      case Input.Persisted _, Input.Transfer _, Input.Change _, Input.Snapshots _ -> 0;
    };
  }

  private void add(Input input) {
    inputs.add(input);
    signal.run();
  }

  private static long bytesOf(List<? extends Call<?>> batch) {
    long bytes = 0;
    for (Call<?> call : batch) {
      bytes += call.payload().remaining();
    }
    return bytes;
  }
}
