package dev.palisade.client;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.NotLeaderDetail;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OverloadedDetail;
import dev.palisade.proto.kv.Result;

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

  static boolean isPut(Operation operation) {
    return operation.getRequestCase() == Operation.RequestCase.PUT;
  }
}
