package dev.palisade.kv.server;

import dev.palisade.kv.state.KeptState;
import dev.palisade.kv.state.Limits;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.kv.state.StateView;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.KeepAliveResponse;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import dev.palisade.raft.clock.Hlc;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Call;
import dev.palisade.raft.replica.Read;
import dev.palisade.raft.replica.Replica;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one way of every operation, whether it came alone or on a stream: decoded, checked against
 * the limits, admitted, proposed or read, and answered. Thread-safe; never blocks.
 */
final class Operations {
  private static final long DEFAULT_TIMEOUT_MILLIS = 10_000;

  private final Replica<Outcome> replica;
  private final KeptState state;
  private final Admission admission;
  private final Leadership leadership;
  private final SessionKeeper sessions;
  private final LongReads longReads;
  private final Runnable answered;
  private final long maxClockOffsetMillis;
  private final Set<InFlight> inFlight = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  Operations(Parts parts) {
    replica = parts.replica();
    state = parts.state();
    admission = parts.admission();
    leadership = parts.leadership();
    sessions = parts.sessions();
    longReads = parts.longReads();
    answered = parts.answered();
    maxClockOffsetMillis = parts.maxClockOffsetMillis();
  }

  /**
   * What it works with.
   *
   * @param answered lets what was answered beside the actors go out
   */
  record Parts(
      Replica<Outcome> replica,
      KeptState state,
      Admission admission,
      Leadership leadership,
      SessionKeeper sessions,
      LongReads longReads,
      Runnable answered,
      long maxClockOffsetMillis) {}

  /** Takes operations; mutations among them are proposed in this order. */
  void submit(List<Operation> operations, Reply reply) {
    long now = System.nanoTime();
    List<Call<Outcome>> calls = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      long millis =
          operation.getTimeoutMillis() == 0
              ? DEFAULT_TIMEOUT_MILLIS
              : Integer.toUnsignedLong(operation.getTimeoutMillis());
      try {
        take(operation, now + millis * 1_000_000, reply, calls);
      } catch (IllegalArgumentException e) {
        refuse(operation, WireErrors.invalid(String.valueOf(e.getMessage())), reply);
      }
    }
    if (!calls.isEmpty()) {
      replica.propose(calls);
    }
  }

  /** From now on everything new is refused. */
  void stop() {
    stopping = true;
  }

  /** How many operations wait for their answers. */
  int waiting() {
    return inFlight.size();
  }

  /** Ends what nobody waits for any more. */
  void endLate(long nowNanos) {
    for (InFlight each : inFlight) {
      if (each.deadlineNanos() - nowNanos < 0) {
        each.endLate();
      }
    }
  }

  /** The id of this node. */
  int node() {
    return replica.self().value();
  }

  void left(InFlight operation, long bytes) {
    inFlight.remove(operation);
    admission.release(bytes);
  }

  Error errorOf(Refusal reason) {
    return switch (reason) {
      case NOT_LEADER -> leadership.refusal(System.nanoTime());
      case TRANSFERRING ->
          WireErrors.overloaded("leadership is being handed over", Admission.RETRY_AFTER_MILLIS);
      case OVERLOADED ->
          WireErrors.overloaded(
              "too many bytes wait to be replicated", Admission.RETRY_AFTER_MILLIS);
      case REPAIRING -> WireErrors.repairing();
      case NO_QUORUM ->
          WireErrors.noQuorum(
              "no majority answered within the election timeout", Error.Outcome.REFUSED);
    };
  }

  private void take(
      Operation operation, long deadlineNanos, Reply reply, List<Call<Outcome>> calls) {
    if (stopping) {
      refuse(operation, WireErrors.stopping(), reply);
      return;
    }
    if (!reply.hasRoom(true)) {
      refuse(operation, noRoom(), reply);
      return;
    }
    Request request = WireCommands.request(operation);
    if (request != null) {
      takeMutation(operation, request, deadlineNanos, reply, calls);
      return;
    }
    WireQueries.Lookup lookup = WireQueries.lookup(operation);
    if (lookup != null) {
      takeLookup(operation, lookup, deadlineNanos, reply);
    } else if (operation.hasKeepAlive()) {
      takeKeepAlive(operation, deadlineNanos, reply);
    } else {
      refuse(
          operation,
          WireErrors.invalid("operation %d is empty".formatted(operation.getId())),
          reply);
    }
  }

  private void takeMutation(
      Operation operation,
      Request request,
      long deadlineNanos,
      Reply reply,
      List<Call<Outcome>> calls) {
    Limits.Breach breach = Limits.check(request);
    if (breach != null) {
      refuse(operation, WireErrors.of(breach), reply);
      return;
    }
    if (!leadership.isHere()) {
      refuse(operation, leadership.refusal(System.nanoTime()), reply);
      return;
    }
    ByteBuffer payload = RequestCodec.encode(request);
    if (!admit(operation, payload.remaining(), reply)) {
      return;
    }
    Request.Once once = request.once();
    if (once != null) {
      sessions.heard(once.session());
    }
    Mutation mutation = new Mutation(operation.getId(), deadlineNanos, payload, reply);
    inFlight.add(mutation);
    calls.add(mutation);
  }

  private void takeLookup(
      Operation operation, WireQueries.Lookup lookup, long deadlineNanos, Reply reply) {
    Limits.Breach breach = Limits.check(lookup.query());
    if (breach != null) {
      refuse(operation, WireErrors.of(breach), reply);
      return;
    }
    if (!admit(operation, operation.getSerializedSize(), reply)) {
      return;
    }
    Lookup read = new Lookup(operation, lookup, deadlineNanos, reply);
    inFlight.add(read);
    if (lookup.stale()) {
      replica.readLocal(read);
    } else {
      replica.read(read);
    }
  }

  private void takeKeepAlive(Operation operation, long deadlineNanos, Reply reply) {
    if (admit(operation, operation.getSerializedSize(), reply)) {
      KeepAlive read = new KeepAlive(operation, deadlineNanos, reply);
      inFlight.add(read);
      replica.read(read);
    }
  }

  private static Error noRoom() {
    return WireErrors.overloaded(
        "too many bytes of earlier answers wait to be taken", Admission.RETRY_AFTER_MILLIS);
  }

  private boolean admit(Operation operation, long bytes, Reply reply) {
    if (admission.admit(bytes)) {
      return true;
    }
    refuse(
        operation,
        WireErrors.overloaded(
            "this node has %,d operations in flight".formatted(admission.operations()),
            Admission.RETRY_AFTER_MILLIS),
        reply);
    return false;
  }

  private static void refuse(Operation operation, Error error, Reply reply) {
    reply.add(Result.newBuilder().setId(operation.getId()).setError(error).build());
  }

  /** A mutation: its payload goes into the log. */
  private final class Mutation extends InFlight implements Call<Outcome> {
    private static final ByteBuffer IN_THE_LOG = ByteBuffer.allocate(0);

    private ByteBuffer payload;

    Mutation(long id, long deadlineNanos, ByteBuffer payload, Reply reply) {
      super(id, deadlineNanos, payload.remaining(), reply, Operations.this);
      this.payload = payload;
    }

    @Override
    public ByteBuffer payload() {
      return payload.duplicate();
    }

    @Override
    public void proposed(long term) {
      payload = IN_THE_LOG; // One copy in memory is enough.
      ledIn(term);
    }

    @Override
    public void done(Outcome outcome) {
      if (claim()) {
        Result.Builder result = Result.newBuilder();
        WireOutcomes.write(outcome, result);
        acknowledge(result);
      }
    }

    @Override
    public void unknown() {
      end(
          WireErrors.noQuorum(
              "leadership was lost before a majority confirmed this: it may or may not be applied",
              Error.Outcome.UNKNOWN));
    }

    @Override
    Error late() {
      return WireErrors.deadline(
          "the deadline passed while this was being replicated: it may or may not be applied",
          Error.Outcome.UNKNOWN);
    }
  }

  /** What a read and a keep-alive share: nothing is changed, so a late one is refused. */
  private abstract class Reading extends InFlight implements Read {
    Reading(Operation operation, long deadlineNanos, Reply reply) {
      super(
          operation.getId(), deadlineNanos, operation.getSerializedSize(), reply, Operations.this);
    }

    @Override
    public void confirmed(long term) {
      ledIn(term);
    }

    @Override
    Error late() {
      return leadership.isKnown()
          ? WireErrors.deadline("the deadline passed before this was read", Error.Outcome.REFUSED)
          : WireErrors.noQuorum("no majority answered in time", Error.Outcome.REFUSED);
    }
  }

  private final class Lookup extends Reading {
    private final WireQueries.Lookup lookup;

    Lookup(Operation operation, WireQueries.Lookup lookup, long deadlineNanos, Reply reply) {
      super(operation, deadlineNanos, reply);
      this.lookup = lookup;
    }

    @Override
    public long asOfHlc() {
      return lookup.query().asOfHlc();
    }

    @Override
    public void aheadOfClock(long aheadMillis) {
      end(WireErrors.clockSkew(aheadMillis, maxClockOffsetMillis));
    }

    @Override
    Error late() {
      return lookup.stale() && asOfHlc() != 0
          ? WireErrors.deadline(
              "this node did not reach %s before the deadline; read as of an earlier time, or"
                      .formatted(Hlc.format(asOfHlc()))
                  + " linearizably",
              Error.Outcome.REFUSED)
          : super.late();
    }

    @Override
    public void expired() {
      end(late());
    }

    @Override
    public void ready() {
      boolean isSmall = isSmall(lookup.query());
      if (hasEnded() || !hasRoom(isSmall)) {
        end(noRoom());
        return;
      }
      if (lookup.query() instanceof Query.Range range) {
        longReads.run(connection(), state.machine().view(), new RangeRead(range));
      } else {
        read(state.machine().read(lookup.query()), isSmall);
      }
    }

    private void read(Query.Answer found, boolean isSmall) {
      if (!claim()) {
        return;
      }
      Result.Builder result = Result.newBuilder();
      WireOutcomes.write(found, lookup.stale(), result);
      Result built = result.build();
      if (isSmall && built.getSerializedSize() > AnswerMemory.SMALL_BYTES && !hasRoom(false)) {
        answer(Result.newBuilder().setError(noRoom()));
      } else {
        acknowledge(built.toBuilder());
      }
    }

    /** Reads a range, beside the thread that applies. */
    private final class RangeRead implements LongReads.LongRead {
      private final Query.Range range;

      RangeRead(Query.Range range) {
        this.range = range;
      }

      @Override
      public void run(StateView view) {
        try {
          if (hasRoom(false)) {
            read(view.read(range, this::requireTime), false);
          } else {
            end(noRoom());
          }
        } catch (OutOfTime late) {
          endLate();
        }
        answered.run();
      }

      private void requireTime() {
        if (hasEnded() || deadlineNanos() - System.nanoTime() < 0) {
          throw new OutOfTime();
        }
        Thread.yield();
      }

      @Override
      public void failed(String why) {
        end(WireErrors.overloaded(why, Admission.RETRY_AFTER_MILLIS));
        answered.run();
      }
    }

    /** As most are; whether the value of a key is long is seen when it is read. */
    private static boolean isSmall(Query query) {
      return switch (query) {
        case Query.Get _, Query.CheckFence _ -> true;
        case Query.Range _, Query.ListFences _ -> false;
      };
    }
  }

  /** A long read that nobody waits for any longer. */
  private static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super("the deadline passed", null, false, false);
    }
  }

  private final class KeepAlive extends Reading {
    private final long session;

    KeepAlive(Operation operation, long deadlineNanos, Reply reply) {
      super(operation, deadlineNanos, reply);
      session = operation.getKeepAlive().getSession();
    }

    @Override
    public void ready() {
      if (!claim()) {
        return;
      }
      if (state.machine().hasSession(session)) {
        sessions.heard(session);
        acknowledge(Result.newBuilder().setKeepAlive(KeepAliveResponse.getDefaultInstance()));
      } else {
        answer(Result.newBuilder().setError(WireErrors.sessionGone(session)));
      }
    }
  }
}
