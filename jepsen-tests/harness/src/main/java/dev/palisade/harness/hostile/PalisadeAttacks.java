package dev.palisade.harness.hostile;

import dev.palisade.harness.cluster.Attacks;
import dev.palisade.harness.cluster.ClusterException;
import dev.palisade.harness.cluster.NodePlan;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Attacks on Palisade's nodes. Thread-safe. */
public final class PalisadeAttacks implements Attacks {
  private static final long JOIN_MILLIS = 20_000;

  @Override
  public Attack start(String name, List<NodePlan> nodes, long seed) {
    return new Going(name, round(name), nodes, seed);
  }

  private static Round round(String name) {
    return switch (name) {
      case "large-answers" -> new LargeAnswers();
      case "deaf-streams" -> new DeafStreams();
      case "oversized-batches" -> new OversizedBatches();
      case "scans" -> new Scans();
      case "garbage" -> new Garbage();
      case "hoarding" -> new Hoarding();
      case "nonsense" -> new Nonsense();
      case "strangers" -> new Strangers();
      default -> throw new ClusterException("no attack is named '" + name + "'");
    };
  }

  /** An attack on a thread of its own. */
  private static final class Going implements Attack {
    private final Round round;
    private final SplittableRandom dice;
    private final List<NodePlan> nodes;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable RuntimeException failure;

    Going(String name, Round round, List<NodePlan> nodes, long seed) {
      this.round = round;
      this.nodes = nodes;
      this.dice = new SplittableRandom(seed);
      this.thread = Thread.ofPlatform().daemon().name("attack-" + name).start(this::run);
    }

    private void run() {
      try (Victims victims = new Victims(nodes)) {
        while (!stopped) {
          round.run(victims, dice);
        }
        round.cleanUp(victims);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    @Override
    public void close() {
      stopped = true;
      try {
        thread.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        thread.interrupt();
        throw new ClusterException("'" + thread.getName() + "' does not stop");
      }
      RuntimeException why = failure;
      if (why != null) {
        throw new ClusterException("the attack had stopped before: " + why.getMessage(), why);
      }
    }
  }
}
