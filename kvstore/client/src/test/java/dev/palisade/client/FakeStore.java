package dev.palisade.client;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.CloseSessionResponse;
import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.FenceState;
import dev.palisade.proto.kv.FencedDetail;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.GrantResponse;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.KeepAliveResponse;
import dev.palisade.proto.kv.KeyValue;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.OpenSessionResponse;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutResponse;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.SessionExpiredDetail;
import dev.palisade.proto.kv.TxnRequest;
import dev.palisade.proto.kv.TxnResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the nodes of a fake cluster share: keys, and sessions with the answers they gave. */
final class FakeStore {
  private final Map<ByteString, ByteString> pairs = new HashMap<>();
  private final Map<Long, Map<Long, Result>> sessions = new HashMap<>();
  private final Map<Long, Long> acknowledgedBelow = new HashMap<>();
  private final Map<String, FenceState> fences = new HashMap<>();
  private final TreeSet<String> broken = new TreeSet<>();
  private long nextSession = 100;
  private long revision = 1;
  private long applied;

  /** Applies an operation unless its session remembers the answer. */
  synchronized Result apply(Operation operation) {
    Once once = onceOf(operation);
    if (once.getSession() == 0) {
      return execute(operation).setId(operation.getId()).build();
    }
    Map<Long, Result> answers = sessions.get(once.getSession());
    if (answers == null) {
      return expired(operation, once.getSession());
    }
    check(once, answers);
    return answers
        .computeIfAbsent(once.getSequence(), unused -> execute(operation).build())
        .toBuilder()
        .setId(operation.getId())
        .build();
  }

  /** The rules of {@code Once} that a client must keep. */
  private void check(Once once, Map<Long, Result> answers) {
    long before = acknowledgedBelow.getOrDefault(once.getSession(), 1L);
    if (once.getAcknowledgedBelow() < before) {
      broken.add("acknowledgedBelow fell from " + before + " to " + once.getAcknowledgedBelow());
    }
    if (once.getAcknowledgedBelow() > once.getSequence()) {
      broken.add("sequence " + once.getSequence() + " is acknowledged by its own request");
    }
    if (once.getSequence() - once.getAcknowledgedBelow() >= 4_096) {
      broken.add("more than 4,096 are open at sequence " + once.getSequence());
    }
    for (long sequence = before; sequence < once.getAcknowledgedBelow(); sequence++) {
      if (!answers.containsKey(sequence)) {
        broken.add("sequence " + sequence + " was acknowledged, but never answered");
      }
    }
    acknowledgedBelow.put(once.getSession(), once.getAcknowledgedBelow());
  }

  private Result.Builder execute(Operation operation) {
    switch (operation.getRequestCase()) {
      case OPEN_SESSION -> {
        sessions.put(++nextSession, new HashMap<>());
        return Result.newBuilder()
            .setOpenSession(
                OpenSessionResponse.newBuilder()
                    .setSession(nextSession)
                    .setTtlMillis(operation.getOpenSession().getTtlMillis()));
      }
      case KEEP_ALIVE -> {
        long session = operation.getKeepAlive().getSession();
        return sessions.containsKey(session)
            ? Result.newBuilder().setKeepAlive(KeepAliveResponse.getDefaultInstance())
            : expired(operation, session).toBuilder();
      }
      case CLOSE_SESSION -> {
        sessions.remove(operation.getCloseSession().getSession());
        return Result.newBuilder().setCloseSession(CloseSessionResponse.getDefaultInstance());
      }
      case PUT -> {
        for (Guard guard : operation.getPut().getGuardsList()) {
          FenceState fence = fences.get(guard.getFence());
          if (fence == null || fence.getCurrentToken() != guard.getToken()) {
            return fenced(guard, fence);
          }
        }
        applied++;
        pairs.put(operation.getPut().getKey(), operation.getPut().getValue());
        return Result.newBuilder().setPut(PutResponse.newBuilder().setRevision(++revision));
      }
      case TXN -> {
        return Result.newBuilder().setTxn(transact(operation.getTxn()));
      }
      case GET -> {
        GetResponse.Builder get = GetResponse.newBuilder().setRevision(revision);
        ByteString value = pairs.get(operation.getGet().getKey());
        if (value != null) {
          get.setKv(KeyValue.newBuilder().setKey(operation.getGet().getKey()).setValue(value));
        }
        return Result.newBuilder().setGet(get);
      }
      case GRANT -> {
        fences.put(
            operation.getGrant().getFence(),
            FenceState.newBuilder()
                .setFence(operation.getGrant().getFence())
                .setHolder(operation.getGrant().getHolder())
                .setCurrentToken(revision + 1)
                .build());
        return Result.newBuilder().setGrant(GrantResponse.newBuilder().setToken(++revision));
      }
      default -> throw new IllegalArgumentException("not scripted: " + operation);
    }
  }

  private static Result.Builder fenced(Guard guard, @Nullable FenceState state) {
    FencedDetail.Builder detail = FencedDetail.newBuilder().setPresentedToken(guard.getToken());
    if (state == null) {
      detail.setReason(FencedDetail.Reason.NO_SUCH_FENCE);
    } else {
      detail.setReason(FencedDetail.Reason.STALE).setState(state);
    }
    return Result.newBuilder()
        .setError(Error.newBuilder().setCode(ErrorCode.FENCED).setFenced(detail));
  }

  /** Only what the example needs: comparisons of values, and puts. */
  private TxnResponse transact(TxnRequest txn) {
    boolean holds =
        txn.getComparesList().stream()
            .allMatch(compare -> compare.getValue().equals(pairs.get(compare.getKey())));
    if (holds) {
      txn.getSuccessList()
          .forEach(put -> pairs.put(put.getPut().getKey(), put.getPut().getValue()));
    }
    return TxnResponse.newBuilder().setSucceeded(holds).setRevision(++revision).build();
  }

  private static Result expired(Operation operation, long session) {
    return Result.newBuilder()
        .setId(operation.getId())
        .setError(
            Error.newBuilder()
                .setCode(ErrorCode.SESSION_EXPIRED)
                .setMessage("session " + session + " is gone")
                .setSessionExpired(SessionExpiredDetail.newBuilder().setSession(session)))
        .build();
  }

  static Once onceOf(Operation operation) {
    return switch (operation.getRequestCase()) {
      case PUT -> operation.getPut().getOnce();
      case GRANT -> operation.getGrant().getOnce();
      case TXN -> operation.getTxn().getOnce();
      default -> Once.getDefaultInstance();
    };
  }

  synchronized void expireSessions() {
    sessions.clear();
  }

  synchronized int openSessions() {
    return sessions.size();
  }

  /** How many puts took effect. */
  synchronized long applied() {
    return applied;
  }

  /** The rules that the client broke. */
  synchronized TreeSet<String> broken() {
    return new TreeSet<>(broken);
  }
}
