package dev.palisade.client.transport;

import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The calls that wait to be sent, or sent again, and the batches made of them. */
final class Outbox {
  private static final int MAX_OPERATIONS = 1_024;
  private static final int MAX_BYTES = 4 << 20;

  /** What an endpoint gets until it was seen to lead, so that little has to be sent again. */
  private static final int MAX_UNCONFIRMED = 64;

  /** What the outbox asks of its owner. */
  interface Owner {
    /**
     * The mutation carries a sequence of a session that is gone. Whether it may have another,
     * because it was certainly not applied; otherwise it was ended.
     */
    boolean renew(Call mutation);
  }

  /** Null when mutations go without. */
  private final @Nullable SessionKeeper session;

  private final Owner owner;
  private final Lane staleReads = new Lane();
  private final Lane repeatable = new Lane();
  private final Lane mutations = new Lane();
  private final List<Lane> lanes = List.of(staleReads, repeatable, mutations);

  /** Refused for now, by when they may be sent again. */
  private final PriorityQueue<Call> parked =
      new PriorityQueue<>(
          Comparator.<Call>comparingLong(call -> call.notBeforeNanos)
              .thenComparingLong(call -> call.order));

  Outbox(@Nullable SessionKeeper session, Owner owner) {
    this.session = session;
    this.owner = owner;
  }

  void add(Call call) {
    laneOf(call).addLast(call);
  }

  /** Puts calls back that were sent before, ahead of those that were not. */
  void putBack(List<Call> calls) {
    if (calls.isEmpty()) {
      return;
    }
    calls.sort(Comparator.comparingLong(call -> call.order));
    for (Lane lane : lanes) {
      lane.addFirst(calls.stream().filter(call -> laneOf(call) == lane).toList());
    }
  }

  private Lane laneOf(Call call) {
    if (call.kind == Call.Kind.STALE_READ) {
      return staleReads;
    }
    return call.kind == Call.Kind.MUTATION ? mutations : repeatable;
  }

  /** Keeps a call until its time to be sent again. */
  void park(Call call) {
    parked.add(call);
  }

  /** Lets those go on whose time has come. */
  void unpark(long nowNanos) {
    for (Call call = parked.peek();
        call != null && (call.ended || call.notBeforeNanos - nowNanos <= 0);
        call = parked.peek()) {
      parked.remove();
      if (!call.ended) {
        add(call);
      }
    }
  }

  boolean staleReadWaits() {
    return staleReads.peek() != null;
  }

  /** The first mutation that waits, taken out; null if there is none. */
  @Nullable Call takeMutation() {
    Call call = mutations.peek();
    if (call != null) {
      mutations.removeFirst();
    }
    return call;
  }

  /** Lets go of the calls that ended. */
  void sweep() {
    lanes.forEach(Lane::sweep);
  }

  /**
   * The next message for a link, null when nothing can be sent now.
   *
   * @param reach whether calls that need the leader may go too
   */
  @Nullable OperationBatch nextBatch(Link link, Reach reach, long nowNanos) {
    Batch batch = new Batch(link, nowNanos);
    batch.take(staleReads);
    if (reach == Reach.ALL) {
      batch.take(repeatable);
      batch.take(mutations);
    }
    return batch.operations.getOperationsCount() == 0 ? null : batch.operations.build();
  }

  /** Which calls may be sent. */
  enum Reach {
    ALL,
    /** Nobody knows whether the link leads to the leader. */
    STALE_READS
  }

  /** One message in the making. */
  private final class Batch {
    private final Link link;
    private final long nowNanos;
    private final OperationBatch.Builder operations = OperationBatch.newBuilder();
    private int bytes;

    Batch(Link link, long nowNanos) {
      this.link = link;
      this.nowNanos = nowNanos;
    }

    void take(Lane lane) {
      for (Call call = lane.peek(); call != null && hasRoom(call); call = lane.peek()) {
        Once once = null;
        if (session != null && call.kind == Call.Kind.MUTATION) {
          if (session.isOrphan(call) && !owner.renew(call)) {
            continue;
          }
          if (!session.admits(call)) {
            return;
          }
          once = session.stamp(call, nowNanos);
        }
        lane.removeFirst();
        add(call, once);
      }
    }

    private boolean hasRoom(Call call) {
      return operations.getOperationsCount() < MAX_OPERATIONS
          && bytes + call.bytes <= MAX_BYTES
          && (link.confirmed || !call.needsLeader() || link.leaderCalls < MAX_UNCONFIRMED);
    }

    private void add(Call call, @Nullable Once once) {
      long remainingMillis = (call.deadlineNanos - nowNanos) / 1_000_000;
      Operation.Builder operation =
          Operation.newBuilder()
              .setId(link.add(call, nowNanos))
              .setTimeoutMillis((int) Math.max(1, remainingMillis));
      call.fill(operation, once);
      operations.addOperations(operation);
      bytes += call.bytes;
    }
  }
}
