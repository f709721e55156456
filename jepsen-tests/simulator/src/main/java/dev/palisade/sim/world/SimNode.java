package dev.palisade.sim.world;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.StateDamagedException;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.FeatureLevel;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.Snapshot;
import dev.palisade.raft.core.CoreConfig;
import dev.palisade.raft.core.Message;
import dev.palisade.raft.log.CorruptLogException;
import dev.palisade.raft.log.EntryBatch;
import dev.palisade.raft.log.LogFailedException;
import dev.palisade.raft.log.LogIdentity;
import dev.palisade.raft.log.LogMissingException;
import dev.palisade.raft.log.Wal;
import dev.palisade.raft.log.WalOptions;
import dev.palisade.raft.replica.Replica;
import dev.palisade.raft.replica.ReplicaParts;
import dev.palisade.raft.replica.StateDivergedException;
import dev.palisade.raft.replica.StateReport;
import dev.palisade.sim.oracle.Oracle;
import dev.palisade.sim.oracle.Violation;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A machine with its disk, its store and its clocks, on which one {@link Process} runs, or none.
 * Not thread-safe.
 */
public final class SimNode {
  /** How a node stands. */
  public enum Standing {
    UP,
    DOWN,
    /** It was removed from the cluster, and knows it. */
    REMOVED,
    /** Its log is gone: it must not come back under this id. */
    LOST
  }

  /** A turn of an actor. */
  interface Turn {
    void run() throws IOException;
  }

  private static final long CLUSTER = 7;

  /** Pauses and stalls may end early: whoever waits for their end looks this often. */
  static final long LOOK_AGAIN_NANOS = 20_000_000;

  private final World world;
  private final NodeId id;
  private final Dice dice;
  private final SimDisk disk = new SimDisk();
  private final SimStore store;
  private final SimSnapshots snapshots;
  private final SimClock clock;
  private @Nullable Process process;
  private Standing standing = Standing.DOWN;
  private boolean begun;
  private boolean joined;
  private boolean wiped;

  /** Its log was damaged while its process ran, and no process was started since. */
  private boolean unnoticed;

  /** The highest that its program supports. */
  private int featureLevel;

  /** What its state hashes to is not what its rows do. */
  private boolean diverged;

  /** Its state was dropped, and it has not yet got all that it had. */
  private boolean quarantined;

  /** The last entry of what it knows to be missing. */
  private @Nullable EntryId missing;

  private long pausedUntilNanos;
  private long stalledUntilNanos;
  private long slowDiskNanos;

  SimNode(World world, NodeId id) {
    this.world = world;
    this.id = id;
    this.dice = Dice.of(world.seed(), "node " + id);
    this.store = new SimStore(dice, world.settings().storeFlushChance());
    this.snapshots = new SimSnapshots(store, dice);
    this.featureLevel =
        dice.chance(world.settings().oldProgramChance())
            ? FeatureLevel.OLDEST
            : FeatureLevel.newest();
    long drift = world.settings().maxDriftPpm();
    long offset = world.settings().maxOffsetMillis();
    this.clock =
        new SimClock(
            world.scheduler(), dice.between(-drift, drift + 1), dice.between(-offset, offset + 1));
  }

  public NodeId id() {
    return id;
  }

  public Standing standing() {
    return standing;
  }

  /** Whether its process leads, as far as that knows. */
  public boolean leads() {
    return process != null && process.leads();
  }

  /** What its monotonic clock shows. */
  public long monotonicNanos() {
    return clock.monotonicNanos();
  }

  World world() {
    return world;
  }

  SimClock clock() {
    return clock;
  }

  long maxClockOffsetMillis() {
    return world.settings().maxClockOffsetMillis();
  }

  /** The running process' replica, or null. */
  public @Nullable Replica<Outcome> replica() {
    return process == null ? null : process.replica();
  }

  /** The running process' state machine, or null. */
  public @Nullable KvStateMachine machine() {
    return process == null ? null : process.machine();
  }

  ReplicaParts<Outcome> parts(Wal wal, Process parts, Replica.Signals signals) {
    return new ReplicaParts<>(
        new CoreConfig(
            id, CoreConfig.Timeouts.DEFAULT, world.settings().limits(), Replica.NO_OP_STORED_BYTES),
        world.membership(),
        wal,
        parts,
        snapshots,
        world.settings().snapshots(),
        world.settings().compareEveryNanos(),
        featureLevel,
        parts,
        clock,
        signals,
        parts,
        maxClockOffsetMillis(),
        dice.next());
  }

  /**
   * Starts the process for the first time: of a voter of the beginning, or of one that is added.
   */
  public void join() {
    joined = true;
    start();
  }

  /** The highest feature level that its program supports. */
  int featureLevel() {
    return featureLevel;
  }

  /** Its process ends, and starts again later as one of the newest program. */
  public boolean upgrade() {
    boolean isOld = featureLevel < FeatureLevel.newest();
    featureLevel = FeatureLevel.newest();
    if (isOld) {
      note("is upgraded");
      kill();
    }
    return isOld;
  }

  /** Whether it was ever asked to run. */
  public boolean isBegun() {
    return joined;
  }

  /**
   * Whether this entry is, or may have been before the disk was hurt, durable here.
   *
   * @param known the last entry that was known to be durable when the process ended
   */
  boolean mayHold(EntryId id, EntryId known) {
    if (!isSound()) {
      return true;
    }
    return process == null ? known.index() >= id.index() : process.holdsDurably(id);
  }

  /** Whether its disk is as it left it. */
  public boolean isSound() {
    return !wiped
        && !disk.isRotten()
        && !diverged
        && !quarantined
        && !store.isDamaged()
        && standing != Standing.LOST;
  }

  /** Starts the process unless it runs, was never begun, or never may run again. */
  public void start() {
    if (standing != Standing.DOWN || !joined) {
      return;
    }
    note("starts");
    unnoticed = false;
    try {
      WalOptions options =
          new WalOptions(
              new LogIdentity(CLUSTER, id),
              world.settings().segmentBytes(),
              world.settings().tailCacheBytes(),
              dice.next());
      Wal wal = Wal.open(disk, begun ? options.forExistingLog() : options);
      begun = true;
      world
          .watch()
          .logs()
          .restarted(id, wal.hardState(), wal.base(), wal.entryIds(), wal.promised());
      Process started = new Process(this, wal, new KvStateMachine(store));
      standing = Standing.UP;
      process = started;
      started.start();
      if (wal.promised() == null) {
        missing = null;
        repaired();
      }
    } catch (SimDisk.PowerLost e) {
      losePower();
      world.restartLater(this);
    } catch (StateDamagedException e) {
      quarantine(e.getMessage());
    } catch (CorruptLogException e) {
      corrupt(e);
    } catch (LogMissingException e) {
      lose("its log is gone");
    } catch (IOException e) {
      note("cannot start: " + e.getMessage());
      end();
      world.restartLater(this);
    } catch (RuntimeException e) {
      throw broken(e);
    }
  }

  /** The cluster has told the process that it is no member any more. */
  void removed() {
    note("is removed");
    end();
    standing = Standing.REMOVED;
  }

  /** The process is killed; what it wrote stays in the page cache. */
  public void kill() {
    if (standing == Standing.UP) {
      note("is killed");
      end();
      world.hints().ended(this);
    }
  }

  /** The machine loses its power. */
  public void losePower() {
    note("loses power");
    end();
    disk.losePower(dice);
    snapshots.losePower();
  }

  /** The state is that of a snapshot now. */
  KvStateMachine restoreState(Snapshot snapshot) throws IOException {
    store.replace(snapshots.restored(snapshot));
    return new KvStateMachine(store);
  }

  /** What its state hashes to changes, and nothing else; returns whether it runs. */
  public boolean diverge() {
    diverged = process != null;
    if (diverged) {
      note("has another state than it says");
    }
    return diverged;
  }

  boolean isDiverged() {
    return diverged;
  }

  /** A row of the state becomes unreadable; returns whether there was one. */
  public boolean rotState() {
    boolean rotten = store.damage();
    if (rotten) {
      note("has an unreadable row in its state");
    }
    return rotten;
  }

  /** A row of the state is gone; returns whether there was one. */
  public boolean loseRow() {
    boolean isGone = store.lose();
    if (isGone) {
      note("lacks a row of its state");
    }
    return isGone;
  }

  /** Whether a row of the state is gone, and nothing has met that yet. */
  boolean lacksRow() {
    return store.isLacking();
  }

  /** The state cannot be opened any more; returns whether the process runs. */
  public boolean rotPointer() {
    boolean isRotten = process != null;
    if (isRotten) {
      store.damageHead();
      note("cannot open its state any more");
    }
    return isRotten;
  }

  /** The newest snapshot says no longer what it is made of; returns whether there was one. */
  public boolean rotManifest() {
    boolean isRotten = snapshots.rotManifest();
    if (isRotten) {
      note("has a damaged manifest of its snapshot");
    }
    return isRotten;
  }

  /** It lacks everything up to this entry, or part of it. */
  void lossFound(EntryId promised) {
    note("lacks entries up to " + promised);
    world.counts().lossFound();
    missing = promised;
  }

  /** It has again what it had lost. */
  void promiseKept() {
    note("has everything again");
    world.counts().promiseKept();
    repaired();
  }

  private void repaired() {
    quarantined = false;
    disk.repaired();
  }

  /** What it serves from its own state is what it had before, or more; throws a Violation. */
  public void requireWhole() {
    EntryId lost = missing;
    KvStateMachine machine = machine();
    if (lost == null || machine == null) {
      return;
    }
    if (quarantined || machine.appliedIndex() < lost.index()) {
      throw new Violation(
          Oracle.QUARANTINE,
          "%s serves a read, though of entries up to %s it has only %d again"
              .formatted(id, lost, machine.appliedIndex()));
    }
    missing = null;
  }

  /** A bit of the newest snapshot flips; returns whether there was one. */
  public boolean rotSnapshot() {
    boolean rotten = snapshots.rot();
    if (rotten) {
      note("has a flipped bit in its snapshot");
    }
    return rotten;
  }

  /** The machine loses its power in the disk operation with this number from now on. */
  public void losePowerIn(int operations) {
    disk.losePowerIn(operations);
  }

  /** The disk is replaced by an empty one. */
  public void wipe() {
    note("is wiped");
    end();
    disk.wipe();
    store.wipe();
    snapshots.wipe();
    diverged = false;
    wiped = true;
  }

  /** Its disk was replaced by an empty one. */
  public boolean isWiped() {
    return wiped;
  }

  /** A bit of the durable log flips; returns whether there was one. */
  public boolean rot() {
    String where = disk.rot(dice);
    if (where != null) {
      note("has a flipped bit at " + where);
    }
    return where != null;
  }

  /** Likewise, of a process that runs; a link, or the next start, meets it. */
  public boolean rotUnnoticed() {
    unnoticed = process != null && rot();
    return unnoticed;
  }

  /** Its log is damaged, whether it has noticed or not. */
  public boolean isRotten() {
    return disk.isRotten();
  }

  /** The process stands still, and goes on where it was. */
  public void pause(long nanos) {
    note("is paused");
    pausedUntilNanos = Math.max(pausedUntilNanos, world.scheduler().nowNanos() + nanos);
  }

  /** Nothing that is written becomes durable for so long. */
  public void stallDisk(long nanos) {
    note("has a stalled disk");
    stalledUntilNanos = Math.max(stalledUntilNanos, world.scheduler().nowNanos() + nanos);
  }

  /** Each sync takes this much longer; 0 ends it. */
  public void slowDisk(long nanos) {
    slowDiskNanos = nanos;
  }

  public void failNextSync() {
    disk.failNextSync();
  }

  /** Only this much more can be allocated; a negative number ends it. */
  public void limitDisk(long freeBytes) {
    disk.limitFreeBytes(freeBytes);
  }

  /** The wall clock jumps. */
  public void stepClock(long millis) {
    note("has its clock stepped by " + millis + " ms");
    clock.step(millis);
    if (process != null) {
      process.clockStepped();
    }
  }

  /** What is wrong with its state or log and was not found yet is found now. */
  public void scrub() {
    if (unnoticed) {
      kill();
    }
    if (diverged || store.isDamaged()) {
      quarantine("it was looked at");
    }
  }

  /** All that is wrong with the machine ends, except what cannot. */
  public void heal() {
    pausedUntilNanos = 0;
    stalledUntilNanos = 0;
    slowDiskNanos = 0;
    disk.heal();
    if (clock.aheadMillis() != 0 && world.settings().clocksAreSet()) {
      clock.step(-clock.aheadMillis());
      if (process != null) {
        process.clockStepped();
      }
    }
    start();
  }

  /** Runs what concerns the running process, when it comes; clients and links use it. */
  public void deliver(Runnable action) {
    Process current = process;
    if (current != null) {
      take(current, action::run);
    }
  }

  /** What a peer's link says first. */
  void hears(NodeId from, int level) {
    Process current = process;
    if (current != null) {
      current.hears(from, level);
    }
  }

  void run(Process of, long delayNanos, Turn turn) {
    runAt(of, world.scheduler().nowNanos() + delayNanos, turn);
  }

  /** Runs a turn of the process, if it is still there then; later while it is paused. */
  void runAt(Process of, long atNanos, Turn turn) {
    world.scheduler().at(atNanos, () -> take(of, turn));
  }

  private void take(Process of, Turn turn) {
    if (process != of) {
      return;
    }
    long now = world.scheduler().nowNanos();
    if (pausedUntilNanos > now) {
      runAt(of, Math.min(pausedUntilNanos, now + LOOK_AGAIN_NANOS), turn);
      return;
    }
    try {
      turn.run();
    } catch (SimDisk.PowerLost e) {
      losePower();
      world.restartLater(this);
    } catch (LogFailedException e) {
      note("stops: " + e.getMessage());
      end();
      world.hints().ended(this);
      world.restartLater(this);
    } catch (IOException e) {
      failed(of, e);
    } catch (StateDamagedException e) {
      quarantine(e.getMessage());
    } catch (Violation e) {
      throw e;
    } catch (RuntimeException e) {
      throw broken(e);
    }
  }

  /** The log could not be read. */
  void failed(Process of, IOException cause) {
    if (process != of) {
      return;
    }
    if (cause instanceof CorruptLogException corrupt) {
      corrupt(corrupt);
    } else if (cause instanceof StateDivergedException) {
      if (!diverged && !lacksRow()) {
        throw new Violation(
            Oracle.QUARANTINE, id + " drops its state, which is not wrong: " + cause.getMessage());
      }
      quarantine(cause.getMessage());
    } else {
      throw new Violation(Oracle.INVARIANTS, id + " cannot read its log: " + cause, cause);
    }
  }

  private void corrupt(CorruptLogException e) {
    if (!disk.isRotten()) {
      throw new Violation(
          Oracle.INVARIANTS, id + " finds its log damaged, and nothing damaged it: " + e, e);
    }
    note("stops: " + e.getMessage());
    end();
    world.restartLater(this);
  }

  /** Its state is dropped, and it starts again without it. */
  private void quarantine(@Nullable String why) {
    note("drops its state: " + why);
    world.counts().quarantined();
    end();
    store.wipe();
    snapshots.quarantine();
    diverged = false;
    quarantined = true;
    world.restartLater(this);
  }

  private Violation broken(RuntimeException e) {
    return new Violation(Oracle.INVARIANTS, id + " broke off: " + e, e);
  }

  private void lose(String why) {
    note("is lost: " + why);
    standing = Standing.LOST;
  }

  private void end() {
    Process ended = process;
    if (ended != null) {
      EntryId last = ended.lastDurable();
      world.watch().logs().stopped(id, last);
      process = null;
    }
    if (standing == Standing.UP) {
      standing = Standing.DOWN;
    }
    store.loseUnflushed();
    pausedUntilNanos = 0;
  }

  /** How long the process takes to get to what waits. */
  long thinkNanos() {
    return 2_000 + dice.around(15_000);
  }

  /** How long the applier takes to get to what waits; a storage engine may keep it busy. */
  long applyNanos() {
    Settings settings = world.settings();
    return thinkNanos() + (dice.chance(settings.applyStallChance()) ? dice.around(20_000_000) : 0);
  }

  /** How long it takes to get to snapshots. */
  long snapshotNanos() {
    return 20_000 + dice.around(world.settings().snapshotTurnNanos());
  }

  /** How long a write and its sync take. */
  long diskNanos() {
    return 50_000 + dice.around(150_000) + slowDiskNanos;
  }

  /** How long the disk still stands still. */
  long stalledNanos() {
    return Math.max(0, stalledUntilNanos - world.scheduler().nowNanos());
  }

  boolean sendsAtOnce() {
    return dice.chance(0.8);
  }

  void report(NodeId to, StateReport report) {
    world.carry(id, to, report);
  }

  void send(NodeId to, Message message, EntryBatch entries) {
    promise(to, message);
    world.carry(id, to, message, entries);
  }

  void sendEntries(NodeId to, Message.Append append, EntryBatch entries) {
    world.watch().logs().sent(id, append.base(), entries);
    world.carry(id, to, append, entries);
  }

  private void promise(NodeId to, Message message) {
    switch (message) {
      case Message.Vote(var term, _, _) -> world.watch().logs().promised(id, term, id);
      case Message.VoteReply(var term, var granted) when granted ->
          world.watch().logs().promised(id, term, to);
      case Message.AppendReply(var term, _) -> world.watch().logs().promised(id, term, null);
      case Message.Heartbeat(var term, _, var round) ->
          world.watch().rounds().asked(id, to, term, round);
      case Message.HeartbeatReply(var term, var round) ->
          world.watch().rounds().answered(id, to, term, round);
      default -> {}
    }
  }

  private void note(String what) {
    world.trace().note(id + " " + what);
  }
}
