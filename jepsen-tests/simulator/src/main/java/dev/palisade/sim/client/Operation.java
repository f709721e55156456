package dev.palisade.sim.client;

import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import dev.palisade.sim.oracle.History;
import dev.palisade.sim.world.World;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a client, through all its attempts, to its end: done, certainly refused, or
 * unknown. An attempt without an answer leaves the end open, and is repeated under the same
 * sequence. Not thread-safe.
 */
final class Operation {
  /** How it ended. */
  interface Ending {
    void done(Operation operation, Outcome outcome);

    void answered(Operation operation, Query.Answer answer);

    /** Certainly without an effect. */
    void refused(Operation operation, String why);

    /** With an effect or without. */
    void unknown(Operation operation);
  }

  private static final long ATTEMPT_NANOS = 600_000_000L;

  private final World world;
  private final Client client;
  private final Intent intent;
  private final Ending ending;
  private final History.Begun begun;
  private final long deadlineNanos;
  private final Request.@Nullable Once once;
  private int attempts;
  private int open;
  private boolean ended;
  private boolean sessionGone;

  Operation(Client client, Intent intent, Request.@Nullable Once once, Ending ending) {
    this.world = client.world();
    this.client = client;
    this.intent = intent;
    this.once = once;
    this.ending = ending;
    this.begun = world.watch().history().begin();
    this.deadlineNanos = world.scheduler().nowNanos() + client.patienceNanos();
  }

  Intent intent() {
    return intent;
  }

  Request.@Nullable Once once() {
    return once;
  }

  History.Begun begun() {
    return begun;
  }

  /** Who does what. */
  @Override
  public String toString() {
    return client.name() + ": " + intent.show();
  }

  /** Whether a node said that its session is no more. */
  boolean sessionIsGone() {
    return sessionGone;
  }

  /** Sends it to a node; again when nothing was heard for a while. */
  void attempt() {
    if (ended) {
      return;
    }
    if (world.scheduler().nowNanos() >= deadlineNanos) {
      giveUp();
      return;
    }
    int attempt = ++attempts;
    open++;
    Door door = new Door(world, client.nextNode(), reply -> heard(attempt, reply));
    switch (intent) {
      case Intent.Write(var command, _) ->
          door.propose(new Request(again(), command), ATTEMPT_NANOS);
      case Intent.Read(var query) -> door.read(query, ATTEMPT_NANOS);
      case Intent.StaleRead(var query) -> door.readLocal(query, ATTEMPT_NANOS);
    }
    world.scheduler().after(ATTEMPT_NANOS, () -> silent(attempt));
  }

  private Request.@Nullable Once again() {
    return once == null ? null : client.withAcknowledged(once);
  }

  /** The attempt may still take effect: its end stays open. */
  private void silent(int attempt) {
    if (!ended && attempt == attempts) {
      client.forgetLeader();
      attempt();
    }
  }

  private void heard(int attempt, Reply reply) {
    if (ended) {
      return;
    }
    switch (reply) {
      case Reply.Done(var outcome) -> {
        ended = true;
        sessionGone = outcome instanceof Outcome.SessionGone;
        if (sessionGone && open > 1) {
          ending.unknown(this); // An earlier attempt may have run before the session ended.
        } else {
          ending.done(this, outcome);
        }
      }
      case Reply.Answered(var answer) -> {
        ended = true;
        ending.answered(this, answer);
      }
      case Reply.NotServed(_, var leader) -> {
        open--;
        client.heardOfLeader(leader);
        againSoon(attempt);
      }
      case Reply.Unknown() -> againSoon(attempt);
    }
  }

  private void againSoon(int attempt) {
    if (attempt == attempts) {
      world.scheduler().after(client.backoffNanos(), () -> ifLast(attempt));
    }
  }

  private void ifLast(int attempt) {
    if (attempt == attempts) {
      attempt();
    }
  }

  private void giveUp() {
    ended = true;
    if (open == 0) {
      ending.refused(this, "every node that was asked refused it");
    } else {
      ending.unknown(this);
    }
  }
}
