package dev.palisade.client.transport;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes calls to the leader and brings back their answers.
 *
 * <p>Any thread puts its call into the inbox and wakes the loop, if nobody did yet; the loop takes
 * all that waits and sends it in one batch. While it works, more arrives: that is all the batching
 * there is, and nobody waits for company.
 *
 * <p>Invariants: I1: a live call is in exactly one place: the inbox, the outbox or a link. I2: a
 * mutation is sent again after an unknown outcome only with the sequence it had. I3: a call ends
 * once.
 */
public final class Courier implements AutoCloseable {
  private static final long CLOSE_MILLIS = 250;

  private final Loop loop = new Loop();
  private final Channels channels;
  private final LeaderTracker tracker;
  private final SessionKeeper session;
  private final Outbox outbox;
  private final DeadlineWheel deadlines = new DeadlineWheel(loop.nanoTime());

  private final Queue<Call> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Runnable drain = this::drain;
  private final Runnable tick = this::tick;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closed;

  /** Calls of the message in hand that go back to the outbox. */
  private final List<Call> returned = new ArrayList<>();

  private boolean anyExpired;
  private boolean ticking;
  private long arrivals;

  public Courier(Settings settings) {
    channels = new Channels(loop, settings.connectMillis(), settings.httpProxy());
    tracker = new LeaderTracker(loop, channels, settings, new Answers());
    session = new SessionKeeper(loop, settings.sessionTtlMillis(), new Sessions());
    outbox = new Outbox(settings.usesSessions() ? session : null, this::renew);
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

  private void enqueue(Call call) {
    call.order = ++arrivals;
    deadlines.add(call);
    outbox.add(call);
    if (!ticking) {
      ticking = true;
      loop.schedule(tick, DeadlineWheel.SLOT_NANOS);
    }
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
    Outbox.Reach reach = tracker.isSearching() ? Outbox.Reach.STALE_READS : Outbox.Reach.ALL;
    while (link.isReady()) {
      OperationBatch batch = outbox.nextBatch(link, reach, loop.nanoTime());
      if (batch == null) {
        return;
      }
      link.send(batch);
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

  /** What comes back over the links. */
  private final class Answers implements LeaderTracker.Owner {
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
      outbox.putBack(returned);
      returned.clear();
      flush();
    }

    @Override
    public void broke(Link link, Status status) {
      List<Call> calls = link.removeAll();
      tracker.broke(link);
      List<Call> again = new ArrayList<>(calls.size());
      for (Call call : calls) {
        call.maybeApplied = true;
        if (call.isSafeToRepeat()) {
          again.add(call);
        } else {
          end(call);
          call.unknown(
              "the stream to " + link.endpoint + " broke: " + StatusText.of(status),
              call.lastError);
        }
      }
      outbox.putBack(again);
      flush();
      if (closed) {
        ended.countDown();
      }
    }

    @Override
    public void wayIsFree() {
      flush();
    }

    @Override
    public boolean staleReadWaits() {
      return outbox.staleReadWaits();
    }
  }

  private void retryElsewhere(Call call, Error error) {
    boolean unknown = error.getOutcome() == Error.Outcome.UNKNOWN;
    call.maybeApplied |= unknown;
    if (unknown && !call.isSafeToRepeat()) {
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
      outbox.park(call);
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

  /** What the session asks for. */
  private final class Sessions implements SessionKeeper.Owner {
    @Override
    public void accept(Call call) {
      if (closed) {
        call.closed();
        return;
      }
      enqueue(call);
      // Later, because a batch may be in the making.
      loop.execute(Courier.this::flush);
    }

    @Override
    public void sessionChanged() {
      flush();
    }

    @Override
    public void sessionRefused(Error error) {
      for (Call call = outbox.takeMutation(); call != null; call = outbox.takeMutation()) {
        endWith(call, error, call.maybeApplied);
      }
    }
  }

  private void tick() {
    if (closed) {
      return;
    }
    long nowNanos = loop.nanoTime();
    deadlines.expire(nowNanos, this::expire);
    if (anyExpired) {
      anyExpired = false;
      outbox.sweep();
    }
    ticking = !deadlines.isEmpty();
    if (!ticking) {
      tracker.rest();
      return;
    }
    // Before the rest, so that deadlines hold whatever happens there.
    loop.schedule(tick, DeadlineWheel.SLOT_NANOS);
    outbox.unpark(nowNanos);
    tracker.checkLife(nowNanos);
    flush();
  }

  private void expire(Call call) {
    if (call.ended) {
      return;
    }
    anyExpired = true;
    Link link = call.link;
    boolean unknown = call.mayBeApplied();
    end(call);
    if (unknown) {
      call.unknown(
          link == null ? "the deadline passed" : "no answer from " + link.endpoint + " in time",
          call.lastError);
    } else {
      call.timedOut(tracker.trouble(), call.lastError);
    }
  }

  /** Takes the call out of everything; its owner hears how it ended right after. */
  private void end(Call call) {
    call.ended = true;
    deadlines.remove(call);
    Link link = call.link;
    if (link != null) {
      link.remove(call);
    }
    session.settled(call);
  }

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
          boolean unknown = call.mayBeApplied();
          end(call);
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
