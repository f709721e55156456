package dev.palisade.harness.workload;

import dev.palisade.checker.history.OpType;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.generator.Context;
import dev.palisade.harness.generator.Generator;
import dev.palisade.harness.generator.Generators;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Two workers that take a fence from each other, round after round, while the one that has it is
 * paused; further workers read. Immutable.
 *
 * @param group who they are
 * @param round counted from 0; the roles change with each
 * @param stage how far it has come in this round
 * @param since when the stage began, in nanoseconds of the run; {@link #NOT_YET} before it was
 *     asked
 * @param number of the next operation, which is also what a write writes
 * @param returned how often the holder got an answer since it was woken
 */
record TakeOver(Group group, long round, Stage stage, long since, long number, int returned)
    implements Generator {
  private static final int MOST_GROUPS = 2;
  private static final long ROUNDS_A_KEY = 4;
  private static final long NOT_YET = -1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Workers from a number on, up to another, exclusive; the first two are the holders. */
  private record Group(long seed, int from, int toExclusive) {}

  /** What is to happen next; the holder writes in all but the first. */
  private enum Stage {
    /** The holder takes its first grant. */
    TAKE,
    /** After a random time the other one pauses the holder's process. */
    HOLD,
    /** That is under way. */
    PAUSE,
    /** The other one takes a grant, which is tried until it is acknowledged. */
    SUPERSEDE,
    /** It writes and reads, and after a random time wakes the holder. */
    REIGN,
    /** That is under way. */
    WAKE,
    /** Both write, until the old holder has heard several times how its writes end. */
    RETURN
  }

  /** As many pairs as the workers that are free at first make, up to two, with their readers. */
  static Generator among(long seed) {
    return new Generator() {
      @Override
      public Next next(Context context) {
        List<Integer> workers = List.copyOf(context.free());
        int groups = Math.min(MOST_GROUPS, workers.size() / 2);
        List<Generator> all = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
          int from = workers.getFirst() + i * workers.size() / groups;
          int to = workers.getFirst() + (i + 1) * workers.size() / groups;
          Group group = new Group(seed + i, from, to);
          TakeOver first = new TakeOver(group, 0, Stage.TAKE, NOT_YET, 0, 0);
          all.add(Generators.onWorkers(from, to, first));
        }
        return Generators.together(all).next(context);
      }
    };
  }

  /** The key, and the fence, of this round of these workers. */
  private String key() {
    return "h" + group.from + "." + round / ROUNDS_A_KEY;
  }

  private int holder() {
    return group.from + (int) (round % 2);
  }

  private int rival() {
    return group.from + (int) ((round + 1) % 2);
  }

  @Override
  public Next next(Context context) {
    if (since == NOT_YET) {
      return new TakeOver(group, round, stage, context.nanos(), number, returned).next(context);
    }
    long over = since + lengthNanos();
    List<Integer> free = List.copyOf(context.free());
    for (int i = 0; i < free.size(); i++) {
      // Two times of three the holder is asked before all others: it writes on and on.
      int worker = free.get((int) ((number + i) % free.size()));
      boolean first = i == 0 && number % 3 != 0 && free.contains(holder());
      Operation due = due(first ? holder() : worker, context.nanos() >= over);
      if (due != null) {
        return new Next.Invoke(first ? holder() : worker, due, afterAsking(due));
      }
    }
    return new Next.Pending(over > context.nanos() ? over : Long.MAX_VALUE, this);
  }

  /** Random, decided by the seed; only two stages end with their time. */
  private long lengthNanos() {
    SplittableRandom dice =
        new SplittableRandom(group.seed + (round * 16 + stage.ordinal()) * 0x9E3779B97F4A7C15L);
    dice.nextLong();
    return dice.nextLong(20, 300) * NANOS_PER_MILLI;
  }

  private @Nullable Operation due(int worker, boolean timeIsOver) {
    if (worker == holder()) {
      return stage == Stage.TAKE ? new Operation("grant", key(), null) : write();
    }
    if (worker != rival()) {
      return read();
    }
    return switch (stage) {
      case TAKE -> read();
      case HOLD -> timeIsOver ? new Operation("pause", key(), (long) holder()) : read();
      case SUPERSEDE -> new Operation("grant", key(), null);
      case REIGN -> timeIsOver ? new Operation("resume", key(), (long) holder()) : writeMostly();
      case RETURN -> writeMostly();
      case PAUSE, WAKE -> null;
    };
  }

  private Operation read() {
    return new Operation("read", key(), null);
  }

  private Operation write() {
    return new Operation("write", key(), number);
  }

  private Operation writeMostly() {
    return number % 4 == 0 ? read() : write();
  }

  private TakeOver afterAsking(Operation asked) {
    Stage now =
        switch (asked.f()) {
          case "pause" -> Stage.PAUSE;
          case "resume" -> Stage.WAKE;
          default -> stage;
        };
    return new TakeOver(group, round, now, since, number + 1, returned);
  }

  @Override
  public Generator update(Event event) {
    if (event.type() == OpType.INVOKE || !key().equals(event.operation().key())) {
      return this;
    }
    boolean granted = event.operation().f().equals("grant") && event.type() == OpType.OK;
    boolean byHolder = event.worker() == holder();
    return switch (stage) {
      case TAKE -> granted && byHolder ? at(Stage.HOLD) : this;
      case HOLD -> this;
      case PAUSE -> event.operation().f().equals("pause") ? at(Stage.SUPERSEDE) : this;
      case SUPERSEDE -> granted && !byHolder ? at(Stage.REIGN) : this;
      case REIGN -> this;
      case WAKE -> event.operation().f().equals("resume") ? at(Stage.RETURN) : this;
      case RETURN -> byHolder ? afterReturn() : this;
    };
  }

  private TakeOver at(Stage next) {
    return new TakeOver(group, round, next, NOT_YET, number, 0);
  }

  /** The next round begins with a grant if it is on a new key, and else with the one that is. */
  private TakeOver afterReturn() {
    int enough = 2 + (int) (round % 4);
    if (returned + 1 < enough) {
      return new TakeOver(group, round, stage, since, number, returned + 1);
    }
    long next = round + 1;
    Stage first = next % ROUNDS_A_KEY == 0 ? Stage.TAKE : Stage.HOLD;
    return new TakeOver(group, next, first, NOT_YET, number, 0);
  }
}
