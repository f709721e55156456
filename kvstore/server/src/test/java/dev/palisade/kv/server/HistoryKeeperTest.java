package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.palisade.kv.state.Command;
import dev.palisade.kv.state.MalformedPayloadException;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.RequestCodec;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import dev.palisade.raft.NodeId;
import dev.palisade.raft.core.Effect.Refusal;
import dev.palisade.raft.replica.Call;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryKeeperTest {
  @TempDir Path directory;

  @Test
  void olderRevisionsThanAreKeptAreCompactedAFewAtATime() throws Exception {
    HistoryKeeper keeper = new HistoryKeeper(100_000);

    assertThat(keeper.next(100_199, 0, count -> count, 1))
        .as("199 are not worth an entry")
        .isNull();
    assertThat(revision(keeper.next(100_200, 0, count -> count, 1))).isEqualTo(200);

    keeper = new HistoryKeeper(100_000);
    assertThat(revision(keeper.next(500_000, 300_000, count -> count, 1))).isEqualTo(300_250);
  }

  @Test
  void onlyOneCompactionIsUnderWayHoweverTheOneBeforeEnded() throws Exception {
    HistoryKeeper keeper = new HistoryKeeper(10);

    Call<Outcome> first = Optional.ofNullable(keeper.next(20, 0, count -> count, 1)).orElseThrow();
    assertThat(keeper.next(30, 0, count -> count, 1)).isNull();
    first.done(new Outcome.Compacted(10));
    Call<Outcome> second =
        Optional.ofNullable(keeper.next(30, 10, count -> count, 1)).orElseThrow();
    assertThat(revision(second)).isEqualTo(20);
    second.refused(Refusal.NOT_LEADER);
    Optional.ofNullable(keeper.next(30, 10, count -> count, 1)).orElseThrow().expired();
    Optional.ofNullable(keeper.next(30, 10, count -> count, 1)).orElseThrow().unknown();
    assertThat(keeper.next(30, 10, count -> count, 1)).isNotNull();
  }

  @Test
  void nothingIsDroppedWhenAllIsToBeKept() {
    HistoryKeeper keeper = new HistoryKeeper(0);

    assertThat(keeper.isIdle()).isTrue();
    assertThat(keeper.next(1_000_000_000, 0, count -> count, 1)).isNull();
  }

  @Test
  void aClusterKeepsTheHistoryThatItIsToKeepAndNoMore() throws Exception {
    Map<String, String> settings = Map.of("keep-revisions", "20");
    try (ServerCluster cluster = new ServerCluster(directory, settings)) {
      // One that was applied though its answer was lost is done again, so revisions may be left
      // out.
      long[] revisions = new long[101];
      for (int i = 2; i <= 100; i++) {
        PutRequest put = put(i);
        revisions[i] = cluster.atLeader(leader -> cluster.kv(leader).put(put)).getRevision();
      }
      long newest = revisions[100];

      for (NodeId id : cluster.running()) {
        Awaitility.await("history of " + id)
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(
                () ->
                    assertThat(status(cluster, id).getCompactedRevision())
                        .isBetween(newest - 22, newest - 20));
      }
      assertThat(valueAt(cluster, revisions[90])).isEqualTo("90");
      Throwable refused = catchThrowable(() -> valueAt(cluster, newest - 30));
      assertThat(ServerCluster.errorOf(refused).getCode()).isEqualTo(ErrorCode.COMPACTED);
      assertThat(cluster.halts).isEmpty();
    }
  }

  private static PutRequest put(int value) {
    return PutRequest.newBuilder()
        .setKey(copyFromUtf8("k"))
        .setValue(copyFromUtf8("" + value))
        .build();
  }

  private static StatusResponse status(ServerCluster cluster, NodeId id) {
    return cluster.node(id).status(StatusRequest.getDefaultInstance());
  }

  private static String valueAt(ServerCluster cluster, long revision) {
    GetRequest get =
        GetRequest.newBuilder().setKey(copyFromUtf8("k")).setAtRevision(revision).build();
    return cluster
        .atLeader(leader -> cluster.kv(leader).get(get))
        .getKv()
        .getValue()
        .toStringUtf8();
  }

  private static long revision(@org.jspecify.annotations.Nullable Call<Outcome> compaction)
      throws MalformedPayloadException {
    Call<Outcome> due = Optional.ofNullable(compaction).orElseThrow();
    return ((Command.Compact) RequestCodec.decode(due.payload()).command()).revision();
  }
}
