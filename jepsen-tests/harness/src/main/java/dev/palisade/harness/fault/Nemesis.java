package dev.palisade.harness.fault;

import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.net.NetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does faults to a cluster on a thread of its own, by a schedule that its seed decides, and writes
 * them down. When its time is over, when it is closed and when the process is interrupted, all is
 * healed. Thread-safe.
 */
public final class Nemesis implements AutoCloseable {
  private static final long POLL_MILLIS = 100;
  private static final long RECOVERY_MILLIS = 60_000;

  /** In case a fault is being begun; a node that is being stopped may take ten seconds. */
  private static final long JOIN_MILLIS = 30_000;

  private final Cluster cluster;
  private final Schedule schedule;
  private final SplittableRandom dice;
  private final FaultLog log;
  private final long startNanos;
  private final long calmUntilNanos;
  private final long endNanos;
  private final Thread thread;

  private final Map<String, Active> active = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final Set<String> ended = new HashSet<>();
  private long longestRecoveryMillis;
  private int begun;
  private boolean stopping;
  private boolean finished;

  private record Active(Fault fault, Injection injection) {}

  private Nemesis(Cluster cluster, FaultPlan plan, Timing timing, FaultLog log) {
    this.cluster = cluster;
    this.dice = new SplittableRandom(timing.seed());
    this.schedule = new Schedule(plan.faults(), timing.atMost().toMillis(), dice.split());
    this.log = log;
    this.startNanos = timing.startNanos();
    this.calmUntilNanos = System.nanoTime() + timing.calm().toNanos();
    this.endNanos = System.nanoTime() + timing.atMost().toNanos();
    this.thread = Thread.ofPlatform().daemon().name("nemesis").unstarted(this::run);
  }

  /**
   * When it does something.
   *
   * @param startNanos when the run began, by {@link System#nanoTime}; written times count from it
   * @param calm how long it does nothing at first
   * @param atMost after this all is healed
   * @param seed decides the schedule
   */
  public record Timing(long startNanos, Duration calm, Duration atMost, long seed) {
    /** From the beginning on. */
    public Timing(long startNanos, Duration atMost, long seed) {
      this(startNanos, Duration.ZERO, atMost, seed);
    }
  }

  /**
   * Starts it. With no fault in the plan it does nothing.
   *
   * @param file {@code faults.jsonl} of the run
   */
  public static Nemesis start(Cluster cluster, FaultPlan plan, Timing timing, Path file)
      throws IOException {
    Nemesis nemesis = new Nemesis(cluster, plan, timing, new FaultLog(file));
    cluster.beforeEnd(nemesis::close);
    cluster.tellCuts(new CutTimes(nemesis.log, timing.startNanos()));
    MemberTimes changes = new MemberTimes(nemesis.log, timing.startNanos());
    cluster.members().ifPresent(members -> members.tell(changes));
    if (plan.faults().isEmpty()) {
      nemesis.finish();
    } else {
      nemesis.thread.start();
    }
    return nemesis;
  }

  private void run() {
    endingAtFailure(this::runRounds);
    endingAtFailure(this::healAll);
    endingAtFailure(this::recover);
    finish();
  }

  /** Complains of a failure that ends the nemesis, whatever it is: no run may go on unharmed. */
  private void endingAtFailure(Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | Error e) {
      String text = "the nemesis ended: " + reason(e);
      try {
        complain(text);
      } catch (UncheckedIOException unwritten) {
        e.addSuppressed(unwritten); // The file itself may be what failed.
      }
    }
  }

  private static String reason(Throwable e) {
    boolean isOurs = e instanceof ClusterException || e instanceof NetException;
    return isOurs ? String.valueOf(e.getMessage()) : e.toString();
  }

  private void runRounds() {
    sleepUntil(calmUntilNanos);
    while (!isOver()) {
      run(schedule.next());
    }
  }

  private void run(Round round) {
    long began = System.nanoTime();
    Map<String, Long> due = new LinkedHashMap<>();
    for (Round.Step step : round.steps()) {
      healDueUntil(due, began + TimeUnit.MILLISECONDS.toNanos(step.afterMillis()));
      if (isOver()) {
        break;
      }
      String id = begin(step.fault());
      if (id != null) {
        due.put(id, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(step.holdMillis()));
      }
    }
    long last = due.values().stream().mapToLong(Long::longValue).max().orElse(began);
    healDueUntil(due, last);
    healAll();
    switch (round.then()) {
      case NEXT -> revive();
      case RECOVERY -> recover();
    }
    sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(round.quietMillis()));
  }

  private void healDueUntil(Map<String, Long> due, long untilNanos) {
    while (true) {
      Map.Entry<String, Long> first =
          due.entrySet().stream().min(Map.Entry.comparingByValue()).orElse(null);
      if (first == null || first.getValue() - untilNanos > 0) {
        sleepUntil(untilNanos);
        return;
      }
      sleepUntil(first.getValue());
      heal(first.getKey());
      due.remove(first.getKey());
    }
  }

  /** Null when nothing was done: then nothing is waited for, and nothing counted. */
  private @Nullable String begin(Fault fault) {
    Injection injection;
    try {
      injection = fault.begin(cluster, dice);
    } catch (RuntimeException e) {
      complain(fault.name() + " was not begun: " + reason(e));
      return null;
    }
    if (injection.isMissed()) {
      heal(fault, injection);
      log.note("missed", fault.name() + ": " + injection.description(), now());
      return null;
    }
    synchronized (this) {
      String id = "f" + ++begun;
      active.put(id, new Active(fault, injection));
      counts.merge(fault.name(), 1, Integer::sum);
      log.began(id, fault, injection, now());
      return id;
    }
  }

  private void heal(Fault fault, Injection injection) {
    try {
      injection.heal();
    } catch (RuntimeException e) {
      complain("healing of " + fault.name() + ": " + reason(e));
    }
  }

  private void heal(String id) {
    Active healed;
    synchronized (this) {
      healed = active.remove(id);
    }
    if (healed == null) {
      return;
    }
    long began = now();
    try {
      noteEnded(); // Healing may start them.
    } finally {
      heal(healed.fault(), healed.injection());
      log.ended(id, began, now());
    }
  }

  /** Heals each, though another one cannot be written down. */
  private void healAll() {
    List<String> ids;
    synchronized (this) {
      ids = new ArrayList<>(active.keySet());
    }
    List<UncheckedIOException> unwritten = new ArrayList<>();
    for (String id : ids.reversed()) {
      try {
        heal(id);
      } catch (UncheckedIOException e) {
        unwritten.add(e);
      }
    }
    if (!unwritten.isEmpty()) {
      throw unwritten.getFirst();
    }
  }

  /** Nodes that stopped themselves are started, as a supervisor does. */
  private void revive() {
    noteEnded();
    try {
      cluster.revive();
    } catch (RuntimeException e) {
      complain("a node was not started: " + reason(e));
    }
  }

  /** All must serve again. */
  private void recover() {
    long began = System.nanoTime();
    while (!isStopping()) {
      revive();
      if (cluster.isReady()) {
        noteRecovery((System.nanoTime() - began) / 1_000_000);
        return;
      }
      if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(RECOVERY_MILLIS)) {
        complain(
            "the cluster has not recovered within %d s: %s"
                .formatted(RECOVERY_MILLIS / 1_000, NodesNow.of(cluster)));
        return;
      }
      sleepUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  /** Each end once, though it may be seen at the healing of several faults. */
  private synchronized void noteEnded() {
    List<String> now = cluster.endedOfThemselves();
    ended.retainAll(now);
    now.stream().filter(ended::add).forEach(text -> log.note("ended", text, now()));
  }

  private synchronized void noteRecovery(long millis) {
    longestRecoveryMillis = Math.max(longestRecoveryMillis, millis);
    log.note("recovered", millis + " ms after healing", now());
  }

  private void complain(String text) {
    synchronized (this) {
      complaints.add(text);
    }
    log.note("complaint", text, now());
  }

  private long now() {
    return System.nanoTime() - startNanos;
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private synchronized boolean isOver() {
    return stopping || System.nanoTime() - endNanos >= 0;
  }

  private synchronized void sleepUntil(long nanos) {
    try {
      long left = nanos - System.nanoTime();
      while (!stopping && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = nanos - System.nanoTime();
      }
    } catch (InterruptedException e) {
      stopping = true;
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void finish() {
    finished = true;
    notifyAll();
  }

  /** Waits until its time is over and all is healed and recovered. */
  public synchronized void awaitEnd() throws InterruptedException {
    while (!finished) {
      wait();
    }
  }

  /** How often each fault was done so far, by name. */
  public synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  /** What is being done now, for people. */
  public synchronized List<String> activeNow() {
    return active.values().stream()
        .map(each -> each.fault().name() + ": " + each.injection().description())
        .toList();
  }

  /** Faults that could not be begun or healed, and times at which the cluster did not recover. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** The longest time, in milliseconds, from all being healed until all nodes served again. */
  public synchronized long longestRecoveryMillis() {
    return longestRecoveryMillis;
  }

  /** Stops it and heals all, whatever it is doing. Closing again does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
      notifyAll();
    }
    awaitThread();
    try (log) {
      healAll();
    } catch (IOException e) {
      throw new UncheckedIOException("could not close faults.jsonl", e);
    }
  }

  private void awaitThread() {
    try {
      if (Thread.currentThread() != thread) {
        thread.join(JOIN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
