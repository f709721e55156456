package dev.palisade.sim.client;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import dev.palisade.raft.NodeId;
import dev.palisade.sim.oracle.AppliedLog;
import dev.palisade.sim.oracle.History;
import dev.palisade.sim.oracle.Show;
import dev.palisade.sim.world.Dice;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A client with a session, which does one thing after the other, or a few at once, and tells the
 * oracles what it was told. It follows the leader, repeats what had no answer under the same
 * sequence, and gives up after a while. Not thread-safe.
 */
public final class Client implements Operation.Ending {
  private static final long SESSION_TTL_MILLIS = 60_000;
  private static final long NO_SESSION = 0;
  private static final double CLOSE_CHANCE = 0.004;

  private final World world;
  private final Dice dice;
  private final String name;
  private final Wishes wishes;
  private final Tally tally;
  private final long meanThinkNanos;
  private final TreeSet<Long> openSequences = new TreeSet<>();
  private long session = NO_SESSION;
  private boolean opening;
  private long nextSequence = 1;
  private @Nullable NodeId leader;
  private @Nullable SimNode only;
  private boolean stopping;
  private boolean puttingLast;
  private boolean hasPutLast;
  private int busy;

  /**
   * @param meanThinkNanos between two operations
   */
  public Client(World world, int number, long meanThinkNanos, Tally tally) {
    this.world = world;
    this.dice = Dice.of(world.seed(), "client " + number);
    this.name = "c" + number;
    this.wishes =
        new Wishes(
            dice, name, world.settings().largeValueChance(), world.watch().applied()::lastHlc);
    this.tally = tally;
    this.meanThinkNanos = meanThinkNanos;
  }

  /** Begins, with so many operations at once. */
  public void start(int slots) {
    for (int i = 0; i < slots; i++) {
      thinkThenAct();
    }
  }

  /** Begins nothing more; what is under way goes on. */
  public void stop() {
    stopping = true;
  }

  public boolean isIdle() {
    return busy == 0;
  }

  /** After a stop, or in place of a start: puts, and again until it is acknowledged. */
  public void putLast() {
    puttingLast = true;
    if (session == NO_SESSION) {
      openSession();
    } else {
      begin(wishes.put());
    }
  }

  /** Whether the last put was acknowledged. */
  public boolean hasPutLast() {
    return hasPutLast;
  }

  World world() {
    return world;
  }

  String name() {
    return name;
  }

  long patienceNanos() {
    return dice.between(2_000_000_000L, 6_000_000_000L);
  }

  long backoffNanos() {
    return 5_000_000 + dice.around(40_000_000);
  }

  void forgetLeader() {
    leader = null;
  }

  void heardOfLeader(@Nullable NodeId heard) {
    leader = heard;
  }

  /** From now on it asks no other node. */
  void asksOnly(SimNode node) {
    only = node;
  }

  SimNode nextNode() {
    SimNode asked = only;
    if (asked != null) {
      return asked;
    }
    NodeId known = leader;
    return known == null || dice.chance(0.05) ? dice.pick(world.tried()) : world.node(known);
  }

  /** The same command once more, with what was acknowledged meanwhile. */
  Request.Once withAcknowledged(Request.Once once) {
    return once.session() == session
        ? new Request.Once(session, once.sequence(), acknowledgedBelow())
        : once;
  }

  private long acknowledgedBelow() {
    return openSequences.isEmpty() ? nextSequence : openSequences.getFirst();
  }

  private void thinkThenAct() {
    world.scheduler().after(dice.around(meanThinkNanos), this::act);
  }

  private void act() {
    if (stopping) {
      return;
    }
    if (session != NO_SESSION && dice.chance(CLOSE_CHANCE)) {
      closeSession();
    } else if (session != NO_SESSION) {
      begin(wishes.next());
    } else if (opening) {
      thinkThenAct();
    } else {
      openSession();
    }
  }

  private void openSession() {
    opening = true;
    busy++;
    Intent intent = new Intent.Write(new Command.OpenSession(SESSION_TTL_MILLIS), "");
    new Operation(this, intent, null, this).attempt();
  }

  /** Without a sequence, since the session would take the answer with it. */
  private void closeSession() {
    busy++;
    Intent intent = new Intent.Write(new Command.CloseSession(session), "");
    new Operation(this, intent, null, this).attempt();
  }

  private void begin(Intent intent) {
    busy++;
    Request.Once once = null;
    if (intent instanceof Intent.Write) {
      long sequence = nextSequence++;
      openSequences.add(sequence);
      once = new Request.Once(session, sequence, acknowledgedBelow());
    }
    new Operation(this, intent, once, this).attempt();
  }

  private void end(Operation operation, String how) {
    world.trace().note(4, how.hashCode(), () -> operation + ": " + how);
    tally.count(operation.intent());
    busy--;
    if (operation.once() != null && operation.once().session() == session) {
      openSequences.remove(operation.once().sequence());
    }
    if (operation.intent() instanceof Intent.Write(Command.OpenSession _, _)) {
      opening = false;
    }
    if (puttingLast && !hasPutLast) {
      putLast();
    } else {
      thinkThenAct();
    }
  }

  @Override
  public void done(Operation operation, Outcome outcome) {
    AppliedLog applied = world.watch().applied();
    History history = world.watch().history();
    Intent.Write write = (Intent.Write) operation.intent();
    String how = Show.of(outcome);
    switch (outcome) {
      case Outcome.PutDone(var revision, _, _) -> {
        applied.acknowledged(write.value(), revision);
        wrote(operation, revision);
        hasPutLast = puttingLast;
      }
      case Outcome.TxnDone(var succeeded, var results, var revision, _) -> {
        if (succeeded) {
          applied.acknowledged(write.value(), revision);
          wrote(operation, revision);
        } else {
          applied.refused(write.value(), "its compare failed");
          history.read(operation, operation.begun(), revision);
          results.forEach(this::learn);
        }
      }
      case Outcome.DeleteDone(var revision, _, var deleted, _) -> {
        if (deleted > 0) {
          wrote(operation, revision);
        } else {
          history.read(operation, operation.begun(), revision);
        }
      }
      case Outcome.Granted(var token, _, _) -> {
        wrote(operation, token);
        wishes.granted(((Command.Grant) write.command()).fence(), token);
      }
      case Outcome.Released(var revision, _) -> wrote(operation, revision);
      case Outcome.SessionOpened(var id, _) -> {
        session = id;
        nextSequence = 1;
        openSequences.clear();
        how = "opened session " + id;
      }
      case Outcome.SessionGone _ -> {
        dropSession(operation);
        refusedFor(write, how);
      }
      case Outcome.Refused _ -> refusedFor(write, how);
      case Outcome.Unprotected(var revision) -> wrote(operation, revision);
      case Outcome.SessionClosed _ -> {
        boolean isOwn =
            write.command() instanceof Command.CloseSession(var closed) && closed == session;
        session = isOwn ? NO_SESSION : session;
      }
      case Outcome.Compacted _,
          Outcome.ExternalDeclared _,
          Outcome.Protected _,
          Outcome.SessionsExpired _ -> {}
    }
    tally.countDone();
    end(operation, how);
  }

  private void refusedFor(Intent.Write write, String how) {
    if (!write.value().isEmpty()) {
      world.watch().applied().refused(write.value(), how);
    }
  }

  private void wrote(Operation operation, long revision) {
    world.watch().history().wrote(operation, operation.begun(), revision);
    wishes.sawRevision(revision);
  }

  private void learn(Outcome.TxnResult result) {
    if (result instanceof Outcome.TxnResult.Get(var found) && found != null) {
      wishes.saw(new String(found.key(), StandardCharsets.ISO_8859_1), found.modRevision());
    }
  }

  @Override
  public void answered(Operation operation, Query.Answer answer) {
    Query query =
        switch (operation.intent()) {
          case Intent.Read(var asked) -> asked;
          case Intent.StaleRead(var asked) -> asked;
          case Intent.Write _ -> throw new IllegalStateException("a write is not answered so");
        };
    world.watch().applied().read(query, answer);
    String how = "refused";
    if (answer instanceof Query.Answer.Got(var found, var revision)) {
      how = (found == null ? "nothing" : found.modRevision()) + " at revision " + revision;
      read(operation, query, revision);
      if (query instanceof Query.Get(var key, Query.At.Newest _)) {
        wishes.saw(
            new String(key, StandardCharsets.ISO_8859_1), found == null ? 0 : found.modRevision());
      }
    } else if (answer instanceof Query.Answer.Ranged(var result, var revision)) {
      how = result.pairs().size() + " pairs at revision " + revision;
      read(operation, query, revision);
    } else if (answer instanceof Query.Answer.Refused(Outcome.Invalid _)) {
      requireToCome(operation, query);
    }
    tally.countDone();
    end(operation, how);
  }

  private void requireToCome(Operation operation, Query query) {
    Query.At at =
        switch (query) {
          case Query.Get get -> get.at();
          case Query.Range range -> range.at();
          case Query.CheckFence _, Query.ListFences _ -> new Query.At.Newest();
        };
    if (operation.intent() instanceof Intent.Read && at instanceof Query.At.Revision(var asked)) {
      world.watch().history().isToCome(operation, operation.begun(), asked);
    }
  }

  private void read(Operation operation, Query query, long revision) {
    boolean newest =
        query instanceof Query.Get(_, Query.At.Newest _)
            || query instanceof Query.Range(_, Query.At.Newest _);
    if (newest && operation.intent() instanceof Intent.Read) {
      world.watch().history().read(operation, operation.begun(), revision);
      wishes.sawRevision(revision);
    }
  }

  @Override
  public void refused(Operation operation, String why) {
    if (operation.intent() instanceof Intent.Write write) {
      refusedFor(write, why);
    }
    tally.countRefused();
    end(operation, "refused: " + why);
  }

  @Override
  public void unknown(Operation operation) {
    tally.countUnknown();
    // Otherwise the client goes on in its session, and never uses the sequence again.
    if (operation.sessionIsGone()) {
      dropSession(operation);
    }
    end(operation, "unknown");
  }

  private void dropSession(Operation operation) {
    Request.Once once = operation.once();
    if (once != null && once.session() == session) {
      session = NO_SESSION;
    }
  }
}
