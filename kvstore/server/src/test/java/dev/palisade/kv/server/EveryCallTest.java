package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.CheckRequest;
import dev.palisade.proto.kv.CompactRequest;
import dev.palisade.proto.kv.Compare;
import dev.palisade.proto.kv.DeclareExternalRequest;
import dev.palisade.proto.kv.DeleteRequest;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.FencedDetail;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.GrantRequest;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.KeyValue;
import dev.palisade.proto.kv.ListFencesRequest;
import dev.palisade.proto.kv.ListFencesResponse;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.ProtectRequest;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.PutResponse;
import dev.palisade.proto.kv.RangeRequest;
import dev.palisade.proto.kv.RangeResponse;
import dev.palisade.proto.kv.ReleaseRequest;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.StateHashRequest;
import dev.palisade.proto.kv.StateHashResponse;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import dev.palisade.proto.kv.TransferLeadershipRequest;
import dev.palisade.proto.kv.TxnGet;
import dev.palisade.proto.kv.TxnOperation;
import dev.palisade.proto.kv.TxnPut;
import dev.palisade.proto.kv.TxnRequest;
import dev.palisade.proto.kv.TxnResponse;
import dev.palisade.proto.kv.UnprotectRequest;
import dev.palisade.raft.NodeId;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call of the public interface, on one cluster; each test keeps to keys of its own. */
class EveryCallTest {
  @TempDir static Path directory;
  private static ServerCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = ServerCluster.of(directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    assertThat(cluster.halts).isEmpty();
  }

  @Test
  void aKeyCarriesItsRevisionsAndCanBeReadAsItWas() {
    PutResponse first = put("versions", "one");
    PutResponse second =
        cluster.atLeader(
            leader ->
                cluster
                    .kv(leader)
                    .put(putRequest("versions", "two").setReturnPrevious(true).build()));
    assertThat(second.getPrevious().getValue().toStringUtf8()).isEqualTo("one");
    KeyValue now = get(GetRequest.newBuilder().setKey(copyFromUtf8("versions"))).getKv();
    assertThat(now.getVersion()).isEqualTo(2);
    assertThat(now.getCreateRevision()).isEqualTo(first.getRevision());
    assertThat(now.getModRevision()).isEqualTo(second.getRevision());
    assertThat(second.getHlc()).isGreaterThan(first.getHlc());
    GetRequest.Builder then = GetRequest.newBuilder().setKey(copyFromUtf8("versions"));
    assertThat(value(get(then.setAtRevision(first.getRevision())))).isEqualTo("one");
    assertThat(value(get(then.setAtRevision(0).setAtHlc(first.getHlc())))).isEqualTo("one");
  }

  @Test
  void aTimestampFarAheadOfTheClockIsRefused() {
    long inAnHour = (System.currentTimeMillis() + 3_600_000) << 16;
    GetRequest request =
        GetRequest.newBuilder().setKey(copyFromUtf8("skew")).setAtHlc(inAnHour).build();
    Error error = refusal(() -> cluster.kv(cluster.leader()).get(request));
    assertThat(error.getCode()).isEqualTo(ErrorCode.CLOCK_SKEW);
    assertThat(error.getClockSkew().getAheadMillis()).isBetween(3_500_000L, 3_600_001L);
  }

  @Test
  void aRangeIsLimitedCountedAndTurnedAround() {
    for (int i = 0; i < 5; i++) {
      put("range/" + i, "v" + i);
    }
    RangeRequest.Builder request =
        RangeRequest.newBuilder()
            .setKey(copyFromUtf8("range/"))
            .setRangeEnd(copyFromUtf8("range0"));
    RangeResponse limited = range(request.clone().setLimit(2));
    assertThat(limited.getKvsList())
        .extracting(EveryCallTest::key)
        .containsExactly("range/0", "range/1");
    assertThat(limited.getMore()).isTrue();
    RangeResponse descending = range(request.clone().setDescending(true).setKeysOnly(true));
    assertThat(descending.getKvsList())
        .extracting(EveryCallTest::key)
        .containsExactly("range/4", "range/3", "range/2", "range/1", "range/0");
    assertThat(descending.getKvs(0).getValue()).isEqualTo(ByteString.EMPTY);
    assertThat(range(request.clone().setCountOnly(true)).getCount()).isEqualTo(5);

    DeleteRequest delete =
        DeleteRequest.newBuilder()
            .setKey(request.getKey())
            .setRangeEnd(request.getRangeEnd())
            .setReturnPrevious(true)
            .build();
    var deleted = cluster.atLeader(leader -> cluster.kv(leader).delete(delete));
    assertThat(deleted.getDeleted()).isEqualTo(5);
    assertThat(deleted.getPreviousCount()).isEqualTo(5);
    assertThat(range(request.clone().setCountOnly(true)).getCount()).isZero();
  }

  @Test
  void aTransactionRunsTheListThatItsComparesChoose() {
    put("txn", "old");
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompares(
                Compare.newBuilder()
                    .setKey(copyFromUtf8("txn"))
                    .setTarget(Compare.Target.VALUE)
                    .setValue(copyFromUtf8("old")))
            .addSuccess(
                TxnOperation.newBuilder()
                    .setPut(
                        TxnPut.newBuilder()
                            .setKey(copyFromUtf8("txn"))
                            .setValue(copyFromUtf8("new"))))
            .addSuccess(get("txn"))
            .addFailure(get("txn"))
            .build();
    TxnResponse first = cluster.atLeader(leader -> cluster.kv(leader).txn(request));
    assertThat(first.getSucceeded()).isTrue();
    assertThat(value(first.getResults(1).getGet())).isEqualTo("new");
    TxnResponse second = cluster.atLeader(leader -> cluster.kv(leader).txn(request));
    assertThat(second.getSucceeded()).isFalse();
    assertThat(second.getResultsCount()).isEqualTo(1);
    assertThat(second.getRevision()).isEqualTo(first.getRevision());
  }

  @Test
  void whatIsCompactedIsRefused() {
    long first = put("compacted", "one").getRevision();
    long second = put("compacted", "two").getRevision();
    CompactRequest compact = CompactRequest.newBuilder().setRevision(second).build();
    cluster.atLeader(leader -> cluster.kv(leader).compact(compact));
    GetRequest old =
        GetRequest.newBuilder().setKey(copyFromUtf8("compacted")).setAtRevision(first).build();
    Error error = refusal(() -> cluster.kv(cluster.leader()).get(old));
    assertThat(error.getCode()).isEqualTo(ErrorCode.COMPACTED);
    assertThat(error.getCompacted().getCompactedRevision()).isEqualTo(second);
  }

  @Test
  void aReleasedTokenIsDeadAndAHeldFenceIsNotTaken() {
    long token = grant("released", "a", false);
    Error held =
        refusal(
            () ->
                cluster
                    .fences(cluster.leader())
                    .grant(
                        GrantRequest.newBuilder()
                            .setFence("released")
                            .setHolder("b")
                            .setOnlyIfFree(true)
                            .build()));
    assertThat(held.getFenced().getReason()).isEqualTo(FencedDetail.Reason.HELD);
    assertThat(held.getFenced().getState().getHolder()).isEqualTo("a");
    assertThat(isLive("released", token)).isTrue();
    Guard guard = Guard.newBuilder().setFence("released").setToken(token).build();
    ReleaseRequest release = ReleaseRequest.newBuilder().setGuard(guard).build();
    cluster.atLeader(leader -> cluster.fences(leader).release(release));
    assertThat(isLive("released", token)).isFalse();
    assertThat(grant("released", "b", true)).isGreaterThan(token);
  }

  @Test
  void anExternalFenceTakesTheHighestTokenSeenAsItsMark() {
    DeclareExternalRequest declare =
        DeclareExternalRequest.newBuilder().setFence("external").setMark(10).build();
    cluster.atLeader(leader -> cluster.fences(leader).declareExternal(declare));
    guardedPut("external", 12);
    Error error =
        refusal(
            () ->
                cluster
                    .kv(cluster.leader())
                    .put(
                        putRequest("external", "v")
                            .addGuards(Guard.newBuilder().setFence("external").setToken(11))
                            .build()));
    assertThat(error.getFenced().getReason()).isEqualTo(FencedDetail.Reason.STALE);
    assertThat(error.getFenced().getState().getCurrentToken()).isEqualTo(12);
  }

  @Test
  void aProtectionEndsOnlyForAHolder() {
    long token = grant("guarded", "a", false);
    ByteString prefix = copyFromUtf8("guarded/");
    ProtectRequest protect =
        ProtectRequest.newBuilder().setPrefix(prefix).setFence("guarded").build();
    cluster.atLeader(leader -> cluster.fences(leader).protect(protect));
    ListFencesResponse list =
        cluster.atLeader(
            leader -> cluster.fences(leader).list(ListFencesRequest.getDefaultInstance()));
    assertThat(list.getProtectionsList()).anyMatch(each -> each.getPrefix().equals(prefix));
    UnprotectRequest unguarded = UnprotectRequest.newBuilder().setPrefix(prefix).build();
    assertThat(refusal(() -> cluster.fences(cluster.leader()).unprotect(unguarded)).getCode())
        .isEqualTo(ErrorCode.UNGUARDED);
    UnprotectRequest guarded =
        unguarded.toBuilder()
            .addGuards(Guard.newBuilder().setFence("guarded").setToken(token))
            .build();
    cluster.atLeader(leader -> cluster.fences(leader).unprotect(guarded));
    put("guarded/1", "free");
  }

  @Test
  void fencesAndPrefixesAreListedInPages() {
    for (String name : List.of("paged-1", "paged-2", "paged-3")) {
      grant(name, "a", false);
      cluster.atLeader(
          leader ->
              cluster
                  .fences(leader)
                  .protect(
                      ProtectRequest.newBuilder()
                          .setPrefix(copyFromUtf8(name + "/"))
                          .setFence(name)
                          .build()));
    }
    List<String> seen = new ArrayList<>();
    ListFencesRequest.Builder next =
        ListFencesRequest.newBuilder().setAfterFence("paged-").setLimit(2);
    boolean more = true;
    while (more) {
      ListFencesRequest request = next.build();
      ListFencesResponse page = cluster.atLeader(leader -> cluster.fences(leader).list(request));
      page.getFencesList().forEach(fence -> seen.add(fence.getFence()));
      page.getProtectionsList().forEach(each -> seen.add(each.getPrefix().toStringUtf8()));
      assertThat(page.getFencesCount() + page.getProtectionsCount()).isLessThanOrEqualTo(2);
      page.getFencesList().forEach(fence -> next.setAfterFence(fence.getFence()));
      page.getProtectionsList().forEach(each -> next.setAfterPrefix(each.getPrefix()));
      more = page.getMore();
    }

    assertThat(seen)
        .containsSubsequence("paged-1", "paged-2", "paged-3", "paged-1/", "paged-2/", "paged-3/")
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsTooLargeOrMalformedIsRefusedWithBothValues() {
    Error key =
        refusal(() -> cluster.kv(cluster.leader()).put(putRequest("k".repeat(4_097), "v").build()));
    assertThat(key.getCode()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(key.getTooLarge().getWhat()).isEqualTo("key");
    assertThat(key.getTooLarge().getActual()).isEqualTo(4_097);
    assertThat(key.getTooLarge().getLimit()).isEqualTo(4_096);
    Error empty = refusal(() -> cluster.kv(cluster.leader()).put(putRequest("", "v").build()));
    assertThat(empty.getCode()).isEqualTo(ErrorCode.INVALID);
    assertThat(empty.getMessage()).contains("key is empty");
  }

  @Test
  void aStreamAnswersEveryOperationOfABatchInTheirOrderOfEffect() throws Exception {
    try (OperationStream stream = new OperationStream(cluster.channel(cluster.leader()))) {
      List<Operation.Builder> operations = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        operations.add(Operation.newBuilder().setPut(putRequest("stream", "v" + i)));
      }
      operations.add(Operation.newBuilder());
      List<Result> results = stream.runAll(operations);
      assertThat(results.getLast().getError().getCode()).isEqualTo(ErrorCode.INVALID);
      List<Long> revisions =
          results.subList(0, 300).stream().map(result -> result.getPut().getRevision()).toList();
      assertThat(revisions).isSorted().doesNotHaveDuplicates();
      Result read =
          stream.run(
              Operation.newBuilder()
                  .setGet(GetRequest.newBuilder().setKey(copyFromUtf8("stream"))));
      assertThat(value(read.getGet())).isEqualTo("v299");
    }
  }

  @Test
  void replicasAgreeOnTheHashOfTheirState() {
    put("hash", "v");
    StatusResponse leader = status(cluster.leader());
    assertThat(leader.getRole()).isEqualTo("leader");
    assertThat(leader.getMembersCount()).isEqualTo(3);
    assertThat(leader.getPeersCount()).isEqualTo(2);
    StateHashRequest request =
        StateHashRequest.newBuilder()
            .setAtLeastIndex(leader.getAppliedIndex())
            .setRecompute(true)
            .build();
    Awaitility.await("all replicas stand at one index with one hash")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              List<StateHashResponse> hashes =
                  cluster.running().stream()
                      .map(id -> cluster.node(id).stateHash(request))
                      .toList();
              assertThat(hashes).containsOnly(hashes.getFirst());
            });
  }

  @Test
  void leadershipGoesToTheNodeThatIsNamed() {
    put("transfer", "v");
    NodeId to = cluster.follower();
    TransferLeadershipRequest request =
        TransferLeadershipRequest.newBuilder().setTo(to.value()).build();
    Awaitility.await("leadership is with " + to)
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
        .until(
            () -> {
              if (!cluster.leader().equals(to)) {
                cluster.node(cluster.leader()).transferLeadership(request);
              }
              return cluster.leader().equals(to);
            });
  }

  @Test
  void reflectionListsEveryService() throws Exception {
    CompletableFuture<ServerReflectionResponse> response = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(cluster.channel(cluster.leader()))
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse value) {
                    response.complete(value);
                  }

                  @Override
                  public void onError(Throwable error) {
                    response.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(
            response.get(5, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .map(service -> service.getName()))
        .contains(
            "palisade.kv.v1.Kv",
            "palisade.kv.v1.Fences",
            "palisade.kv.v1.Sessions",
            "palisade.kv.v1.Node",
            "grpc.health.v1.Health");
    requests.onCompleted();
  }

  private static PutRequest.Builder putRequest(String key, String value) {
    return PutRequest.newBuilder().setKey(copyFromUtf8(key)).setValue(copyFromUtf8(value));
  }

  private static PutResponse put(String key, String value) {
    return cluster.atLeader(leader -> cluster.kv(leader).put(putRequest(key, value).build()));
  }

  private static void guardedPut(String fence, long token) {
    PutRequest request =
        putRequest(fence, "v")
            .addGuards(Guard.newBuilder().setFence(fence).setToken(token))
            .build();
    cluster.atLeader(leader -> cluster.kv(leader).put(request));
  }

  private static GetResponse get(GetRequest.Builder request) {
    return cluster.atLeader(leader -> cluster.kv(leader).get(request.build()));
  }

  private static TxnOperation.Builder get(String key) {
    return TxnOperation.newBuilder().setGet(TxnGet.newBuilder().setKey(copyFromUtf8(key)));
  }

  private static RangeResponse range(RangeRequest.Builder request) {
    return cluster.atLeader(leader -> cluster.kv(leader).range(request.build()));
  }

  private static long grant(String fence, String holder, boolean onlyIfFree) {
    GrantRequest request =
        GrantRequest.newBuilder()
            .setFence(fence)
            .setHolder(holder)
            .setOnlyIfFree(onlyIfFree)
            .build();
    return cluster.atLeader(leader -> cluster.fences(leader).grant(request)).getToken();
  }

  private static boolean isLive(String fence, long token) {
    CheckRequest request = CheckRequest.newBuilder().setFence(fence).setToken(token).build();
    return cluster.atLeader(leader -> cluster.fences(leader).check(request)).getLive();
  }

  private static StatusResponse status(NodeId id) {
    return cluster.node(id).status(StatusRequest.getDefaultInstance());
  }

  private static Error refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return ServerCluster.errorOf(catchThrowable(call));
  }

  private static String key(KeyValue pair) {
    return pair.getKey().toStringUtf8();
  }

  private static String value(GetResponse response) {
    return response.getKv().getValue().toStringUtf8();
  }
}
