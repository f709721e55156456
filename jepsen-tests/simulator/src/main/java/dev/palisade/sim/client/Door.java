package dev.palisade.sim.client;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Request;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Call;
import dev.palisade.raft.replica.Read;
import dev.palisade.raft.replica.Replica;
import dev.palisade.sim.world.SimNode;
import dev.palisade.sim.world.World;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * A node's side of a request, as the server's: the replica is asked, and what it says goes back
 * over the network. Not thread-safe.
 */
final class Door {
  private final World world;
  private final SimNode node;
  private final Consumer<Reply> client;

  /**
   * @param client hears the reply, if it gets there
   */
  Door(World world, SimNode node, Consumer<Reply> client) {
    this.world = world;
    this.node = node;
    this.client = client;
  }

  /** Sends a mutation, which the node drops if it cannot propose it in time. */
  void propose(Request request, long timeoutNanos) {
    ByteBuffer payload = RequestCodec.encode(request);
    arrive(replica -> replica.propose(List.of(new Proposal(payload, deadline(timeoutNanos)))));
  }

  /** Sends a linearizable read. */
  void read(Query query, long timeoutNanos) {
    arrive(replica -> replica.read(new Reading(query, false, deadline(timeoutNanos))));
  }

  /** Sends a read of whatever the node has applied. */
  void readLocal(Query query, long timeoutNanos) {
    arrive(replica -> replica.readLocal(new Reading(query, true, deadline(timeoutNanos))));
  }

  private void arrive(Consumer<Replica<Outcome>> action) {
    world
        .network()
        .carryForClient(
            () -> {
              Replica<Outcome> replica = node.replica();
              if (replica != null) {
                node.deliver(() -> action.accept(replica));
              }
            });
  }

  private long deadline(long timeoutNanos) {
    return node.monotonicNanos() + timeoutNanos;
  }

  private void reply(Reply reply) {
    world.network().carryForClient(() -> client.accept(reply));
  }

  private void notServed(String why) {
    Replica<Outcome> replica = node.replica();
    NodeId leader = replica == null ? null : replica.status().leader();
    reply(new Reply.NotServed(why, leader));
  }

  private final class Proposal implements Call<Outcome> {
    private final ByteBuffer payload;
    private final long deadlineNanos;

    Proposal(ByteBuffer payload, long deadlineNanos) {
      this.payload = payload;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public ByteBuffer payload() {
      return payload.duplicate();
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void done(Outcome outcome) {
      reply(new Reply.Done(outcome));
    }

    @Override
    public void refused(Refusal reason) {
      notServed(reason.toString());
    }

    @Override
    public void expired() {
      notServed("expired");
    }

    @Override
    public void unknown() {
      reply(new Reply.Unknown());
    }
  }

  private final class Reading implements Read {
    private final Query query;
    private final boolean isLocal;
    private final long deadlineNanos;

    Reading(Query query, boolean isLocal, long deadlineNanos) {
      this.query = query;
      this.isLocal = isLocal;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public long asOfHlc() {
      return query.asOfHlc();
    }

    @Override
    public void aheadOfClock(long aheadMillis) {
      notServed("its time is ahead of the clock");
    }

    @Override
    public void ready() {
      KvStateMachine machine = node.machine();
      if (machine != null) {
        if (isLocal) {
          node.requireWhole();
        }
        reply(new Reply.Answered(machine.read(query)));
      }
    }

    @Override
    public void refused(Refusal reason) {
      notServed(reason.toString());
    }

    @Override
    public void expired() {
      notServed("expired");
    }
  }
}
