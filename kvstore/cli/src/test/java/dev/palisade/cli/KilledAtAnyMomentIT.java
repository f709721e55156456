package dev.palisade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.cli.demo.Replicas;
import dev.palisade.cli.local.LocalCluster;
import dev.palisade.cli.local.ThrowAwayCluster;
import dev.palisade.client.PalisadeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nodes are killed at random moments under load, one, two or all at a time, and started again. What
 * was acknowledged must be there, and nothing may have taken effect twice.
 */
@Timeout(300)
class KilledAtAnyMomentIT {
  /** How many are killed at a time, round after round. */
  private static final int[] VICTIMS = {1, 2, 1, 3};

  private static final int ROUNDS = 2 * VICTIMS.length;
  private static final int CLIENTS = 4;
  private static final int LONGEST_PAUSE_MILLIS = 400;
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration CALL = Duration.ofSeconds(10);

  /** Gives up before an election is over, and so sees refusals and unknown outcomes. */
  private static final Duration IMPATIENT = Duration.ofMillis(200);

  private final AtomicLong progress = new AtomicLong();
  private volatile boolean stopping;

  @Test
  void everyAcknowledgedWriteSurvivesAndNoneTakesEffectTwice() throws Exception {
    long seed = Long.getLong("palisade.seed", System.nanoTime());
    System.out.println(
        "seed "
            + seed
            + "; again with: ./mvnw verify -pl kvstore/cli -am -Dsurefire.skip"
            + " -Dit.test=KilledAtAnyMomentIT -Dpalisade.seed="
            + seed);
    Random random = new Random(seed);
    try (ThrowAwayCluster throwAway = ThrowAwayCluster.create(3);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      LocalCluster cluster = throwAway.cluster();
      LocalClusterStart.startAll(cluster);
      LocalClusterStart.awaitLeader(cluster, START);
      List<PalisadeClient> clients = new ArrayList<>();
      List<Future<Counters>> books = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          PalisadeClient client =
              PalisadeClient.builder()
                  .endpoints(cluster.file().clientEndpoints())
                  .timeout(i == 0 ? IMPATIENT : CALL)
                  .exactlyOnce(i != 1)
                  .build();
          clients.add(client);
          books.add(threads.submit(writer(new Counters(client, "client-" + i))));
        }
        for (int round = 1; round <= ROUNDS; round++) {
          killAndStartAgain(cluster, random, round);
          failIfOneEnded(books);
        }
        stopping = true;
        try (PalisadeClient reader =
            PalisadeClient.builder()
                .endpoints(cluster.file().clientEndpoints())
                .timeout(CALL)
                .build()) {
          checkBooks(books, reader);
        }
        Replicas.Hashes hashes = Replicas.compare(cluster.file().clientEndpoints());
        assertThat(hashes.agree()).as(hashes.toString()).isTrue();
      } finally {
        stopping = true;
        clients.forEach(PalisadeClient::close);
      }
    }
  }

  private Callable<Counters> writer(Counters counters) {
    return () -> {
      while (!stopping) {
        counters.step();
        progress.incrementAndGet();
      }
      return counters;
    };
  }

  private void killAndStartAgain(LocalCluster cluster, Random random, int round) throws Exception {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS)); // The random moment.
    List<Integer> victims = victims(random, round);
    for (int victim : victims) {
      cluster.kill(victim);
    }
    for (int victim : victims) {
      cluster.start(victim);
    }
    int leader = LocalClusterStart.awaitLeader(cluster, START);
    long before = progress.get();
    long deadline = System.nanoTime() + CALL.toNanos();
    while (progress.get() < before + CLIENTS) {
      assertThat(System.nanoTime() < deadline)
          .as("writes go on in round %d after %s were killed", round, victims)
          .isTrue();
      TimeUnit.MILLISECONDS.sleep(5);
    }
    System.out.println(
        "round "
            + round
            + ": killed "
            + victims
            + ", node "
            + leader
            + " leads, "
            + progress.get()
            + " steps");
  }

  /** A writer ends early only when it saw what must not be. */
  private static void failIfOneEnded(List<Future<Counters>> books) throws Exception {
    for (Future<Counters> book : books) {
      if (book.isDone()) {
        book.get();
      }
    }
  }

  private static List<Integer> victims(Random random, int round) {
    List<Integer> nodes = new ArrayList<>(List.of(1, 2, 3));
    java.util.Collections.shuffle(nodes, random);
    return nodes.subList(0, VICTIMS[round % VICTIMS.length]);
  }

  private static void checkBooks(List<Future<Counters>> books, PalisadeClient reader)
      throws Exception {
    long acknowledged = 0;
    long unknown = 0;
    List<String> violations = new ArrayList<>();
    for (Future<Counters> book : books) {
      Counters counters = book.get(30, TimeUnit.SECONDS);
      violations.addAll(counters.violations(reader));
      acknowledged += counters.acknowledgements();
      unknown += counters.unknowns();
    }
    System.out.println(acknowledged + " acknowledged, " + unknown + " unknown");
    assertThat(violations).isEmpty();
    assertThat(acknowledged).as("writes acknowledged").isGreaterThan(ROUNDS * CLIENTS);
  }
}
