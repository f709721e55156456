package dev.palisade.sim.client;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.sim.oracle.History;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.nio.charset.StandardCharsets;

/**
 * Writes at one node and, as soon as that is acknowledged, reads at another one: of two nodes that
 * both take themselves for the leader, the second must not answer. Not thread-safe.
 */
public final class Witness implements Operation.Ending {
  /** The number of its client; those of a run begin at 1. */
  private static final int NUMBER = 0;

  private static final String FENCE = "w";
  private static final byte[] KEY = "a".getBytes(StandardCharsets.ISO_8859_1);
  private static final long NO_THOUGHT_NANOS = 1;

  private final World world;
  private final Client client;
  private final SimNode readAt;

  /**
   * @param writeAt a node that leads
   * @param readAt one that led before it, and may not know yet
   */
  public Witness(World world, SimNode writeAt, SimNode readAt, Tally tally) {
    this.world = world;
    this.client = new Client(world, NUMBER, NO_THOUGHT_NANOS, tally);
    this.readAt = readAt;
    client.asksOnly(writeAt);
  }

  /** Begins the write. */
  public void begin() {
    // A grant may run twice: it needs no session.
    Command grant = new Command.Grant(FENCE, client.name(), false);
    new Operation(client, new Intent.Write(grant, ""), null, this).attempt();
  }

  @Override
  public void done(Operation operation, Outcome outcome) {
    if (outcome instanceof Outcome.Granted(var token, _, _)) {
      history().wrote(operation, operation.begun(), token);
      client.asksOnly(readAt);
      Query query = new Query.Get(KEY, new Query.At.Newest());
      new Operation(client, new Intent.Read(query), null, this).attempt();
    }
  }

  @Override
  public void answered(Operation operation, Query.Answer answer) {
    if (operation.intent() instanceof Intent.Read(var query)
        && answer instanceof Query.Answer.Got(_, var revision)) {
      world.watch().applied().read(query, answer);
      history().read(operation, operation.begun(), revision);
    }
  }

  @Override
  public void refused(Operation operation, String why) {}

  @Override
  public void unknown(Operation operation) {}

  private History history() {
    return world.watch().history();
  }
}
