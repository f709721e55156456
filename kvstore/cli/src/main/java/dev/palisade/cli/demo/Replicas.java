package dev.palisade.cli.demo;

import dev.palisade.cli.nodes.Nodes;
import dev.palisade.cli.output.BytesText;
import dev.palisade.proto.kv.StateHashResponse;
import dev.palisade.proto.kv.StatusResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares what the replicas hold. */
public final class Replicas {
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final int TRIES = 100;

  /**
   * The hashes of all replicas at one index.
   *
   * @param atIndex the applied index that all had
   * @param hashes in hexadecimal, one for each replica, in the order of the endpoints
   */
  public record Hashes(long atIndex, List<String> hashes) {
    /** Whether all are the same. */
    public boolean agree() {
      return hashes.stream().distinct().count() == 1;
    }
  }

  private Replicas() {}

  /**
   * Asks every replica for its hash until all answer at the same index: without load they soon do.
   *
   * @throws IOException when a replica does not answer, or their indexes never meet
   */
  public static Hashes compare(List<String> endpoints) throws IOException, InterruptedException {
    List<StateHashResponse> answers = List.of();
    try (Nodes nodes = new Nodes(endpoints)) {
      for (int i = 0; i < TRIES; i++) {
        long target =
            nodes.ask(CALL).stream()
                .flatMap(view -> view.status().stream())
                .mapToLong(StatusResponse::getCommitIndex)
                .max()
                .orElse(0);
        answers = new ArrayList<>();
        for (String endpoint : endpoints) {
          answers.add(nodes.stateHash(endpoint, target, CALL));
        }
        if (answers.stream().mapToLong(StateHashResponse::getAppliedIndex).distinct().count()
            == 1) {
          return new Hashes(answers.getFirst().getAppliedIndex(), hexadecimal(answers));
        }
        Thread.sleep(20);
      }
    }
    throw new IOException(
        "the replicas' applied indexes never met; last seen: "
            + answers.stream().map(StateHashResponse::getAppliedIndex).toList());
  }

  private static List<String> hexadecimal(List<StateHashResponse> answers) {
    return answers.stream()
        .map(answer -> BytesText.HEX.show(answer.getHash().toByteArray()))
        .toList();
  }
}
