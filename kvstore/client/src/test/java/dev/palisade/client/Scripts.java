package dev.palisade.client;

import static org.awaitility.Awaitility.await;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.NotLeaderDetail;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OverloadedDetail;
import dev.palisade.proto.kv.Result;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers that scripts give. */
final class Scripts {
  private Scripts() {}

  static Result error(Operation operation, Error.Builder error) {
    return Result.newBuilder().setId(operation.getId()).setError(error).build();
  }

  static Result notLeader(Operation operation, String leaderEndpoint, long term) {
    return error(
        operation,
        Error.newBuilder()
            .setCode(ErrorCode.NOT_LEADER)
            .setMessage("this node does not lead")
            .setNotLeader(
                NotLeaderDetail.newBuilder().setLeaderEndpoint(leaderEndpoint).setTerm(term)));
  }

  static Result overloaded(Operation operation, long retryAfterMillis) {
    return error(
        operation,
        Error.newBuilder()
            .setCode(ErrorCode.OVERLOADED)
            .setMessage("too much work waits")
            .setOverloaded(OverloadedDetail.newBuilder().setRetryAfterMillis(retryAfterMillis)));
  }

  /** Reads a key and attaches a callback before the answer comes: it runs where answers arrive. */
  static <T> CompletableFuture<T> readThen(
      PalisadeClient client, FakeNode node, FakeStore store, Function<GetResult, T> callback) {
    node.follow(operation -> operation.hasGet() ? null : store.apply(operation));
    int before = node.received(Operation.RequestCase.GET).size();
    CompletableFuture<T> result = client.getAsync(Bytes.of("any")).thenApply(callback);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.received(Operation.RequestCase.GET).size() > before);
    node.follow(store::apply);
    node.send(store.apply(node.received(Operation.RequestCase.GET).get(before)));
    return result;
  }

  static boolean isPut(Operation operation) {
    return operation.getRequestCase() == Operation.RequestCase.PUT;
  }
}
