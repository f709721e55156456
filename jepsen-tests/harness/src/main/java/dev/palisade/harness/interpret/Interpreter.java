package dev.palisade.harness.interpret;

import dev.palisade.checker.history.Op;
import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.ClientFactory;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Context;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generator.Event;
import dev.palisade.harness.generator.Generator.Next;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers do what generators say, and writes down when each operation began and how it ended.
 * An exception leaves its outcome unknown: its process is never used again, and the worker goes on
 * as another one. {@link #run} is for one thread; the other methods for any.
 *
 * <p>Process numbers tell the worker: they are its own number plus a multiple of how many there
 * are.
 */
public final class Interpreter implements AutoCloseable {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long startNanos;
  private final Recorder recorder;
  private final BlockingQueue<Worker.Ended> ended = new LinkedBlockingQueue<>();
  private final List<Worker> workers = new ArrayList<>();
  private final int[] processes;
  private final TreeSet<Integer> free = new TreeSet<>();
  private final SortedSet<Integer> all;
  private final long[] counts = new long[3];
  private int index;
  private volatile boolean stopped;

  /**
   * Workers without anything to do yet.
   *
   * @param workers how many, at least 1
   * @param startNanos when the run began, by {@link System#nanoTime}; written times count from it
   */
  public Interpreter(ClientFactory clients, int workers, long startNanos, Recorder recorder) {
    this.startNanos = startNanos;
    this.recorder = recorder;
    this.processes = new int[workers];
    for (int number = 0; number < workers; number++) {
      processes[number] = number;
      free.add(number);
      this.workers.add(new Worker(number, clients, ended::add));
    }
    all = Collections.unmodifiableSortedSet(new TreeSet<>(free));
  }

  /**
   * Does what a generator says until it is exhausted, or it is over, or this is stopped; then waits
   * until all operations have ended.
   *
   * @param over asked often; must return at once
   * @return whether the generator was exhausted
   */
  public boolean run(Generator generator, BooleanSupplier over) throws InterruptedException {
    Generator now = generator;
    while (!stopped && !over.getAsBoolean()) {
      now = takeEnded(now, 0);
      switch (now.next(new Context(now(), new TreeSet<>(free), all))) {
        case Next.Invoke(var worker, var operation, var rest) ->
            now = rest.update(begin(worker, operation));
        case Next.Pending(var until, var rest) ->
            now = takeEnded(rest, Math.clamp(until - now(), 1, POLL_NANOS));
        case Next.Exhausted _ -> {
          awaitAll();
          return true;
        }
      }
    }
    awaitAll();
    return false;
  }

  private void awaitAll() throws InterruptedException {
    while (!stopped && free.size() < processes.length) {
      takeEnded(NOTHING, POLL_NANOS);
    }
    recorder.flush();
  }

  /** Something that asks for nothing, for when only ends are awaited. */
  private static final Generator NOTHING = _ -> new Next.Exhausted();

  private Generator takeEnded(Generator generator, long waitNanos) throws InterruptedException {
    Generator now = generator;
    Worker.Ended first = ended.poll();
    if (first == null && waitNanos > 0) {
      recorder.flush();
      first = ended.poll(waitNanos, TimeUnit.NANOSECONDS);
    }
    for (Worker.Ended each = first; each != null; each = ended.poll()) {
      now = now.update(end(each));
    }
    return now;
  }

  private Event begin(int worker, Operation operation) {
    if (!free.remove(worker)) {
      throw new IllegalStateException("worker " + worker + " is not free");
    }
    record(worker, OpType.INVOKE, operation, operation.value(), Map.of());
    workers.get(worker).give(operation);
    return new Event(worker, OpType.INVOKE, operation);
  }

  private Event end(Worker.Ended each) {
    int worker = each.worker();
    Completion completion = each.completion();
    OpType type = completion == null ? OpType.INFO : completion.type();
    if (completion == null) {
      record(worker, type, each.operation(), each.operation().value(), each.unknown());
      processes[worker] += processes.length;
    } else {
      record(worker, type, each.operation(), completion.value(), completion.extra());
    }
    free.add(worker);
    synchronized (counts) {
      counts[type.ordinal() - 1]++;
    }
    return new Event(worker, type, each.operation());
  }

  private void record(
      int worker,
      OpType type,
      Operation operation,
      @Nullable Object value,
      Map<String, Object> extra) {
    recorder.add(
        new Op(
            index++,
            processes[worker],
            type,
            operation.f(),
            operation.key(),
            value,
            now(),
            inTimeOfRun(extra)));
  }

  /** With what clients noted by {@link System#nanoTime} as times of the run. */
  private Map<String, Object> inTimeOfRun(Map<String, Object> extra) {
    if (!extra.containsKey(Completion.INVOKED)) {
      return extra;
    }
    Map<String, Object> noted = new LinkedHashMap<>(extra);
    for (String name : List.of(Completion.INVOKED, Completion.COMPLETED)) {
      noted.computeIfPresent(name, (_, nanos) -> (Long) nanos - startNanos);
    }
    return noted;
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  /** How operations have ended so far. */
  public Counts counts() {
    synchronized (counts) {
      return new Counts(counts[0], counts[1], counts[2]);
    }
  }

  /** Makes {@link #run} return soon, whatever is under way. */
  public void stop() {
    stopped = true;
  }

  /** Ends all workers, whatever they are doing; again does nothing. */
  @Override
  public void close() throws InterruptedException {
    stop();
    for (Worker worker : workers) {
      worker.close();
    }
    for (Worker.Ended each = ended.poll(); each != null; each = ended.poll()) {
      end(each);
    }
    recorder.flush();
  }
}
