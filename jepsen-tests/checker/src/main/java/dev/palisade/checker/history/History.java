package dev.palisade.checker.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of events that can have happened: every process does one operation at a time, every
 * completion has its invocation, and a process whose operation crashed is never seen again.
 *
 * <p>Built by {@link Builder}, which refuses anything else. Inside it is a set of columns, so that
 * a million operations fit in some tens of megabytes. Positions count from 0 and are the real-time
 * order; they are not {@link Op#index()}, which is only a name that the recorder gave. Immutable.
 */
public final class History {
  /** The partner of an event that has none. */
  public static final int NONE = -1;

  private final Columns columns;
  private final int[] partners;
  private final int callCount;

  History(Columns columns, int[] partners, int callCount) {
    this.columns = columns;
    this.partners = partners;
    this.callCount = callCount;
  }

  /** Starts a history. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts a part of a history, or one made from it: its processes are called the same. */
  public static Builder builderLike(History other) {
    Builder builder = builder();
    builder.columns.names.putAll(other.columns.names);
    return builder;
  }

  /** A history of these events, in this order; their lines are counted from 1. */
  public static History of(List<Op> ops) {
    Builder builder = builder();
    ops.forEach(builder::add);
    return builder.build();
  }

  /** How many events there are. */
  public int size() {
    return columns.size;
  }

  /** How many invocations there are. */
  public int callCount() {
    return callCount;
  }

  /** The event at a position. */
  public Op op(int position) {
    return new Op(
        columns.indexes[position],
        columns.processes[position],
        type(position),
        f(position),
        key(position),
        value(position),
        columns.times[position],
        columns.extras.getOrDefault(position, Map.of()));
  }

  /** All events; made anew at each call. */
  public List<Op> ops() {
    List<Op> ops = new ArrayList<>(size());
    for (int position = 0; position < size(); position++) {
      ops.add(op(position));
    }
    return ops;
  }

  /** The type of the event at a position. */
  public OpType type(int position) {
    return Columns.TYPES[columns.types[position]];
  }

  /** The process of the event at a position. */
  public int process(int position) {
    return columns.processes[position];
  }

  /** What the file calls a process: its number, or the name of a client that has one. */
  public Object processName(int process) {
    Object name = columns.names.get(process);
    return name == null ? (Object) (long) process : name;
  }

  /** The names of the processes that have one. */
  public Map<Integer, Object> processNames() {
    return Map.copyOf(columns.names);
  }

  /** The function of the event at a position. */
  public String f(int position) {
    return columns.functions[position];
  }

  /** The key of the event at a position. */
  public @Nullable Object key(int position) {
    return columns.keys[position];
  }

  /** The value of the event at a position. */
  public @Nullable Object value(int position) {
    return columns.values[position];
  }

  /** The line that the event at a position was read from, counted from 1. */
  public int line(int position) {
    return columns.lines[position];
  }

  /**
   * The completion of the invocation at a position, the invocation of the completion there, or
   * {@link #NONE} for an invocation that was still open at the end.
   */
  public int partner(int position) {
    return partners[position];
  }

  /** The calls in the order of their invocations; made anew at each call. */
  public List<Call> calls() {
    List<Call> calls = new ArrayList<>(callCount);
    for (int position = 0; position < size(); position++) {
      if (columns.types[position] == Columns.INVOKE) {
        calls.add(callInvokedAt(position));
      }
    }
    return calls;
  }

  /** The call whose invocation is at a position. */
  public Call callInvokedAt(int position) {
    int end = partners[position];
    OpType ended = end == NONE ? OpType.INFO : type(end);
    Outcome outcome =
        switch (ended) {
          case OK -> Outcome.OK;
          case FAIL -> Outcome.FAILED;
          case INFO -> Outcome.UNKNOWN;
          case INVOKE -> throw new IllegalArgumentException("no invocation at " + position);
        };
    boolean known = outcome != Outcome.UNKNOWN;
    Object key = columns.keys[position];
    return new Call(
        position,
        known ? end : Call.NEVER,
        columns.processes[position],
        columns.functions[position],
        key == null && end != NONE ? columns.keys[end] : key,
        columns.values[position],
        known ? columns.values[end] : null,
        outcome);
  }

  /** Gathers events and refuses the first that cannot follow those before it. */
  public static final class Builder {
    private final Columns columns = new Columns();
    private final Pairing pairing = new Pairing();
    private int calls;

    private Builder() {}

    /**
     * Adds an event; its line is its number.
     *
     * @throws MalformedHistoryException if it cannot follow what came before
     */
    public Builder add(Op op) {
      return add(columns.size + 1, op);
    }

    /**
     * Adds an event that was read from a line, counted from 1.
     *
     * @throws MalformedHistoryException if it cannot follow what came before
     */
    public Builder add(int line, Op op) {
      pairing.accept(line, op, columns);
      columns.append(line, op);
      if (op.type() == OpType.INVOKE) {
        calls++;
      }
      return this;
    }

    /** Says what the file calls a process. */
    public Builder named(int process, Object name) {
      columns.names.put(process, name);
      return this;
    }

    /** The history; the builder may go on and build a longer one. */
    public History build() {
      return new History(columns.copy(), pairing.partners(columns.size), calls);
    }
  }
}
