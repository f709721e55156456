package dev.palisade.cli;

import dev.palisade.kv.rocks.LastMembership;
import dev.palisade.kv.rocks.RocksState;
import dev.palisade.kv.server.Damage;
import dev.palisade.kv.server.NodeState;
import dev.palisade.kv.server.PalisadeServer;
import dev.palisade.kv.server.ServerConfig;
import dev.palisade.kv.state.StoreException;
import dev.palisade.raft.Membership;
import dev.palisade.raft.log.LoggedMembership;
import dev.palisade.raft.replica.ForeignLogException;
import dev.palisade.raft.replica.NewerFeatureLevelException;
import dev.palisade.raft.runtime.ReadOnlyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node from its start to its end. Where its log or its state turns out to be damaged, it begins
 * anew without what is damaged, within the same process. Thread-safe.
 */
final class NodeRun {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.node");

  /** A disk that damages faster than this is not worth going on with. */
  private static final int MOST_REPAIRS = 5;

  private static final long WITHIN_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** How a node ended. */
  enum End {
    STOPPED,
    REMOVED
  }

  private record Running(PalisadeServer server, RocksState state) {}

  private final ServerConfig config;
  private final Path stateFolder;
  private final CompletableFuture<End> ended = new CompletableFuture<>();
  private final ArrayDeque<Long> repairs = new ArrayDeque<>();

  /** Guarded by this. */
  private @Nullable Running running;

  /** What the node knew when it found damage. Guarded by this. */
  private @Nullable Membership known;

  /** Guarded by this. */
  private boolean isStopped;

  NodeRun(ServerConfig config) {
    this.config = config;
    this.stateFolder = config.data().resolve("state");
  }

  /**
   * Starts the node; {@link #await} waits for its end.
   *
   * @throws CommandFailed if it cannot start
   */
  synchronized void start() throws IOException {
    while (!isStopped) {
      Damage damage;
      try {
        run();
        return;
      } catch (NewerFeatureLevelException | ForeignLogException e) {
        throw new CommandFailed(ExitCode.ERROR, String.valueOf(e.getMessage()));
      } catch (StoreException | IOException e) {
        Damage found = Damage.of(e);
        if (found == null || !found.isOfState()) {
          switch (e) {
            case IOException failed -> throw failed;
            default -> throw new CommandFailed(ExitCode.ERROR, Reasons.of(e));
          }
        }
        damage = found;
      }
      prepareRepair(damage);
    }
  }

  /** Waits until the node has stopped, or is no member any more. */
  End await() throws IOException, InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failed) {
        throw failed;
      }
      throw cause instanceof RuntimeException failed ? failed : new IllegalStateException(e);
    }
  }

  /** Stops the node in an orderly way. */
  synchronized void stop() {
    isStopped = true;
    Running current = running;
    running = null;
    try {
      if (current != null) {
        current.server().close();
        current.state().close();
      }
    } catch (IOException | StoreException e) {
      LOG.error("did not stop in an orderly way: {}", Reasons.of(e));
    } finally {
      ended.complete(End.STOPPED);
    }
  }

  private void run() throws IOException {
    RocksState state = RocksState.open(stateFolder);
    PalisadeServer server = null;
    try {
      server = PalisadeServer.start(config, new NodeState(state, state), new NodeHalt());
      running = new Running(server, state);
    } finally {
      if (server == null) {
        state.abandon();
      }
    }
    server.removed().thenRun(() -> ended.complete(End.REMOVED));
    server
        .damaged()
        .thenAccept(damage -> Thread.ofPlatform().name("repair").start(() -> repair(damage)));
  }

  /** Begins anew; what fails ends the node. */
  private synchronized void repair(Damage damage) {
    Running current = running;
    if (current == null || isStopped) {
      return;
    }
    running = null;
    try {
      known = current.server().node().replica().membership();
      end(current, damage);
      prepareRepair(damage);
      start();
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }

  /**
   * A state that is sound is written out: what it holds, the log need not get back from others. One
   * that is damaged is left as a crash leaves it.
   */
  private static void end(Running current, Damage damage) throws IOException {
    if (damage.isOfState()) {
      current.server().abandon();
      current.state().abandon();
    } else {
      current.server().close();
      current.state().close();
    }
  }

  /** The configuration that counts, as far as this node can tell; the command line knows least. */
  private Membership configuration() throws IOException {
    Membership last = known;
    if (last != null) {
      return last;
    }
    Path log = config.data().resolve("log");
    Optional<Membership> logged =
        Files.isDirectory(log) ? LoggedMembership.latest(new ReadOnlyDisk(log)) : Optional.empty();
    return logged.or(() -> LastMembership.in(stateFolder)).orElseGet(config::initialMembership);
  }

  private void prepareRepair(Damage damage) throws IOException {
    if (configuration().isOnlyVoter(config.self())) {
      throw new CommandFailed(
          ExitCode.ERROR,
          damage.message()
              + "; this node is the only voter of its cluster, so no other can give it back, and what"
              + " is left stays where it is: look at it with palisade inspect, recover it with"
              + " palisade recover, or restore a backup into a new cluster");
    }
    long now = System.nanoTime();
    repairs.add(now);
    repairs.removeIf(at -> now - at > WITHIN_NANOS);
    if (repairs.size() > MOST_REPAIRS) {
      throw new CommandFailed(
          ExitCode.ERROR,
          damage.message()
              + "; this is the %d. time within %d minutes: replace the disk, and this node by another"
                  .formatted(repairs.size(), TimeUnit.NANOSECONDS.toMinutes(WITHIN_NANOS)));
    }
    if (damage.isOfState()) {
      LOG.atWarn().log("drops its state, and gets another: {}", damage.message());
      RocksState.quarantine(stateFolder);
    } else {
      LOG.atWarn().log("begins anew, and gives up what is damaged: {}", damage.message());
    }
  }
}
