package dev.palisade.client.transport;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes calls to the leader and brings back their answers.
 *
 * <p>Any thread puts its call into the inbox and wakes the loop, if nobody did yet; the loop takes
 * all that waits and sends it in one batch. While it works, more arrives: that is all the batching
 * there is, and nobody waits for company.
 *
 * <p>Invariants: I1: a live call is in exactly one place: a lane, a link, or parked. I2: a mutation
 * is sent again after an unknown outcome only with the sequence it had. I3: a call ends once.
 */
public final class Courier implements AutoCloseable, LeaderTracker.Owner, SessionKeeper.Owner {
  private static final long CLOSE_MILLIS = 250;

  private final Loop loop = new Loop();
  private final Channels channels;
  private final LeaderTracker tracker;
  private final SessionKeeper session;
  private final boolean usesSessions;

  private final Queue<Call> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Runnable drain = this::drain;
  private final Runnable tick = this::tick;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;

  private final Lane staleReads = new Lane();
  private final Lane repeatable = new Lane();
  private final Lane mutations = new Lane();
  private final PriorityQueue<Call> parked =
      new PriorityQueue<>(
          Comparator.<Call>comparingLong(call -> call.notBeforeNanos)
              .thenComparingLong(call -> call.order));
  private final DeadlineWheel deadlines = new DeadlineWheel(loop.nanoTime());

  /** Calls of the message in hand that go back to their lanes. */
  private final List<Call> returned = new ArrayList<>();

  private boolean anyExpired;
  private boolean ticking;
  private long arrivals;

  public Courier(Settings settings) {
    channels = new Channels(loop, settings.connectMillis());
    tracker = new LeaderTracker(loop, channels, settings, this);
    usesSessions = settings.usesSessions();
    session = new SessionKeeper(loop, settings.sessionTtlMillis(), this);
  }

  /** Sends the call, and ends it by its deadline. From any thread. */
  public void submit(Call call) {
    if (closed) {
      call.closed();
      return;
    }
    inbox.add(call);
    if (!awake.get() && awake.compareAndSet(false, true)) {
      try {
        loop.execute(drain);
      } catch (RejectedExecutionException closing) {
        turnAwayInbox();
      }
    }
    if (closed) {
      turnAwayInbox();
    }
  }

  /** The thread on which calls end. */
  public Loop loop() {
    return loop;
  }

  /** Connections for calls to a chosen endpoint. */
  public Channels channels() {
    return channels;
  }

  private void drain() {
    awake.set(false);
    if (closed) {
      turnAwayInbox();
      return;
    }
    for (Call call = inbox.poll(); call != null; call = inbox.poll()) {
      enqueue(call);
    }
    flush();
  }

  private void turnAwayInbox() {
    for (Call call = inbox.poll(); call != null; call = inbox.poll()) {
      call.closed();
    }
  }

  @Override
  public void accept(Call call) {
    if (closed) {
      call.closed();
      return;
    }
    enqueue(call);
    loop.execute(this::flush);
  }

  private void enqueue(Call call) {
    call.order = ++arrivals;
    deadlines.add(call);
    laneOf(call).addLast(call);
    if (!ticking) {
      ticking = true;
      loop.schedule(tick, DeadlineWheel.SLOT_NANOS);
    }
  }

  private Lane laneOf(Call call) {
    if (call.kind == Call.Kind.STALE_READ) {
      return staleReads;
    }
    return call.kind == Call.Kind.MUTATION ? mutations : repeatable;
  }

  /** Sends what can be sent now. */
  private void flush() {
    if (closed) {
      return;
    }
    Link link = tracker.current();
    if (link == null) {
      if (!deadlines.isEmpty()) {
        tracker.reach();
      }
      return;
    }
    while (link.isReady()) {
      Batch batch = new Batch(link, loop.nanoTime());
      batch.take(staleReads);
      if (!tracker.isSearching()) {
        batch.take(repeatable);
        batch.take(mutations);
      }
      if (batch.isEmpty()) {
        return;
      }
      link.send(batch.build());
    }
  }

  /** One message in the making. */
  private final class Batch {
    private static final int MAX_OPERATIONS = 1_024;
    private static final int MAX_BYTES = 4 << 20;

    /** What an endpoint gets until it was seen to lead, so that little has to be sent again. */
    private static final int MAX_UNCONFIRMED = 64;

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
        if (usesSessions && call.kind == Call.Kind.MUTATION) {
          if (session.isOrphan(call) && !renew(call)) {
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

    boolean isEmpty() {
      return operations.getOperationsCount() == 0;
    }

    OperationBatch build() {
      return operations.build();
    }
  }

  /** Moves a mutation out of a session that is gone, if it was certainly not applied there. */
  private boolean renew(Call mutation) {
    if (mutation.maybeApplied) {
      end(mutation);
      mutation.unknown("its session expired", mutation.lastError);
      return false;
    }
    mutation.sequence = 0;
    return true;
  }

  // ---- What comes back

  @Override
  public void ready(Link link) {
    if (link == tracker.current()) {
      flush();
    }
  }

  @Override
  public void result(Link link, Call call, Result result) {
    if (!result.hasError()) {
      confirm(link, call);
      end(call);
      call.answered(result);
      return;
    }
    Error error = result.getError();
    call.lastError = error;
    switch (error.getCode()) {
      case NOT_LEADER, NO_QUORUM, NODE_FAILED -> {
        tracker.disappointed(link, error);
        retryElsewhere(call, error);
      }
      case OVERLOADED -> park(call, error);
      case SESSION_EXPIRED -> sessionGone(call, error);
      case CLOCK_SKEW, DEADLINE -> endWith(call, error, call.maybeApplied);
      default -> {
        confirm(link, call);
        // With a sequence, an earlier attempt would have got this very answer.
        endWith(call, error, false);
      }
    }
  }

  private void confirm(Link link, Call call) {
    if (call.needsLeader()) {
      tracker.confirmed(link);
    }
  }

  @Override
  public void resultsEnd(Link link) {
    requeue(returned);
    returned.clear();
    flush();
  }

  private void retryElsewhere(Call call, Error error) {
    boolean unknown = error.getOutcome() == Error.Outcome.UNKNOWN;
    call.maybeApplied |= unknown;
    if (unknown && !isSafeToRepeat(call)) {
      endWith(call, error, true);
    } else {
      returned.add(call);
    }
  }

  /** Refused for now: it waits as long as the server asks, unless the deadline comes first. */
  private void park(Call call, Error error) {
    long pauseMillis = Math.max(1, error.getOverloaded().getRetryAfterMillis());
    long jitterNanos = ThreadLocalRandom.current().nextLong(pauseMillis * 250_000);
    call.notBeforeNanos = loop.nanoTime() + pauseMillis * 1_000_000 + jitterNanos;
    if (call.notBeforeNanos - call.deadlineNanos >= 0) {
      endWith(call, error, call.maybeApplied);
    } else {
      parked.add(call);
    }
  }

  private void sessionGone(Call call, Error error) {
    if (call.sequence == 0) {
      endWith(call, error, false);
      return;
    }
    session.expired(call.session);
    if (renew(call)) {
      returned.add(call);
    }
  }

  private void endWith(Call call, Error error, boolean maybeAppliedBefore) {
    end(call);
    boolean unknown = maybeAppliedBefore || error.getOutcome() == Error.Outcome.UNKNOWN;
    if (unknown && call.kind == Call.Kind.MUTATION) {
      call.unknown(error.getMessage(), error);
    } else {
      call.refused(error);
    }
  }

  @Override
  public void broke(Link link, Status status) {
    List<Call> calls = link.removeAll();
    tracker.broke(link);
    List<Call> again = new ArrayList<>(calls.size());
    for (Call call : calls) {
      call.maybeApplied = true;
      if (isSafeToRepeat(call)) {
        again.add(call);
      } else {
        end(call);
        call.unknown("the stream to " + link.endpoint + " broke: " + status, call.lastError);
      }
    }
    requeue(again);
    flush();
    if (closed) {
      ended.countDown();
    }
  }

  private void requeue(List<Call> calls) {
    if (calls.isEmpty()) {
      return;
    }
    calls.sort(Comparator.comparingLong(call -> call.order));
    for (Lane lane : List.of(staleReads, repeatable, mutations)) {
      lane.addFirst(calls.stream().filter(call -> laneOf(call) == lane).toList());
    }
  }

  private static boolean isSafeToRepeat(Call call) {
    return call.kind != Call.Kind.MUTATION || call.sequence != 0;
  }

  @Override
  public void wayIsFree() {
    flush();
  }

  @Override
  public boolean staleReadWaits() {
    return staleReads.hasLive();
  }

  @Override
  public void sessionChanged() {
    flush();
  }

  @Override
  public void sessionRefused(Error error) {
    for (Call call = mutations.peek(); call != null; call = mutations.peek()) {
      mutations.removeFirst();
      endWith(call, error, call.maybeApplied);
    }
  }

  // ---- Time

  private void tick() {
    if (closed) {
      return;
    }
    long nowNanos = loop.nanoTime();
    deadlines.expire(nowNanos, this::expire);
    if (anyExpired) {
      anyExpired = false;
      staleReads.sweep();
      repeatable.sweep();
      mutations.sweep();
    }
    for (Call call = parked.peek();
        call != null && (call.ended || call.notBeforeNanos - nowNanos <= 0);
        call = parked.peek()) {
      parked.remove();
      if (!call.ended) {
        laneOf(call).addLast(call);
      }
    }
    tracker.checkLife(nowNanos);
    flush();
    ticking = !deadlines.isEmpty();
    if (ticking) {
      loop.schedule(tick, DeadlineWheel.SLOT_NANOS);
    } else {
      tracker.rest();
    }
  }

  private void expire(Call call) {
    if (call.ended) {
      return;
    }
    anyExpired = true;
    boolean unknown = call.kind == Call.Kind.MUTATION && (call.maybeApplied || call.link != null);
    Link link = call.link;
    release(call);
    if (unknown) {
      call.unknown(
          link == null ? "the deadline passed" : "no answer from " + link.endpoint + " in time",
          call.lastError);
    } else {
      call.timedOut(call.lastError);
    }
  }

  private void end(Call call) {
    deadlines.remove(call);
    release(call);
  }

  private void release(Call call) {
    call.ended = true;
    Link link = call.link;
    if (link != null) {
      link.remove(call);
    }
    session.settled(call);
  }

  // ---- The end

  /**
   * Ends every call, closes the session if that takes no time, and ends the thread. A mutation that
   * was sent ends as unknown, everything else as closed.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    loop.run(this::closeOnLoop);
    if (!loop.isCurrent()) {
      try {
        boolean unused = ended.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
      }
    }
    channels.closeAll();
    loop.shutDown();
  }

  private void closeOnLoop() {
    if (closed) {
      return;
    }
    closed = true;
    tracker.close();
    turnAwayInbox();
    deadlines.removeAll(
        call -> {
          boolean unknown =
              call.kind == Call.Kind.MUTATION && (call.maybeApplied || call.link != null);
          release(call);
          if (unknown) {
            call.unknown("the client was closed", call.lastError);
          } else {
            call.closed();
          }
        });
    Link link = tracker.current();
    Operation.Builder closing = session.closing();
    if (link != null && link.isReady() && closing != null) {
      link.send(OperationBatch.newBuilder().addOperations(closing.setTimeoutMillis(1_000)).build());
      link.halfClose();
    } else {
      ended.countDown();
    }
  }
}
