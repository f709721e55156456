package dev.palisade.kv.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.palisade.kv.state.Outcome;
import dev.palisade.kv.state.Outcome.TxnResult;
import dev.palisade.kv.state.Query.Answer;
import dev.palisade.proto.kv.CheckResponse;
import dev.palisade.proto.kv.CloseSessionResponse;
import dev.palisade.proto.kv.CompactResponse;
import dev.palisade.proto.kv.DeclareExternalResponse;
import dev.palisade.proto.kv.DeleteResponse;
import dev.palisade.proto.kv.FenceKind;
import dev.palisade.proto.kv.FenceState;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.GrantResponse;
import dev.palisade.proto.kv.KeyValue;
import dev.palisade.proto.kv.ListFencesResponse;
import dev.palisade.proto.kv.OpenSessionResponse;
import dev.palisade.proto.kv.ProtectResponse;
import dev.palisade.proto.kv.Protection;
import dev.palisade.proto.kv.PutResponse;
import dev.palisade.proto.kv.RangeResponse;
import dev.palisade.proto.kv.ReleaseResponse;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.TxnResponse;
import dev.palisade.proto.kv.UnprotectResponse;

/** Outcomes and answers of the state machine as results on the wire. Arrays are wrapped. */
final class WireOutcomes {
  private WireOutcomes() {}

  /** Fills in what a mutation did. */
  static void write(Outcome outcome, Result.Builder result) {
    switch (outcome) {
      case Outcome.PutDone(var revision, var hlc, var previous) -> {
        PutResponse.Builder put = PutResponse.newBuilder().setRevision(revision).setHlc(hlc);
        if (previous != null) {
          put.setPrevious(pair(previous));
        }
        result.setPut(put);
      }
      case Outcome.DeleteDone(var revision, var hlc, var deleted, var previous) -> {
        DeleteResponse.Builder delete =
            DeleteResponse.newBuilder().setRevision(revision).setHlc(hlc).setDeleted(deleted);
        previous.forEach(pair -> delete.addPrevious(pair(pair)));
        result.setDelete(delete);
      }
      case Outcome.TxnDone txn -> result.setTxn(txn(txn));
      case Outcome.Compacted(var revision) ->
          result.setCompact(CompactResponse.newBuilder().setCompactedRevision(revision));
      case Outcome.Granted(var token, var hlc, var previous) -> {
        GrantResponse.Builder grant = GrantResponse.newBuilder().setToken(token).setHlc(hlc);
        if (previous != null) {
          grant.setPrevious(fence(previous));
        }
        result.setGrant(grant);
      }
      case Outcome.Released(var revision, var hlc) ->
          result.setRelease(ReleaseResponse.newBuilder().setRevision(revision).setHlc(hlc));
      case Outcome.ExternalDeclared(var revision) ->
          result.setDeclareExternal(DeclareExternalResponse.newBuilder().setRevision(revision));
      case Outcome.Protected(var revision) ->
          result.setProtect(ProtectResponse.newBuilder().setRevision(revision));
      case Outcome.Unprotected(var revision) ->
          result.setUnprotect(UnprotectResponse.newBuilder().setRevision(revision));
      case Outcome.SessionOpened(var session, var ttlMillis) ->
          result.setOpenSession(
              OpenSessionResponse.newBuilder().setSession(session).setTtlMillis(ttlMillis));
      case Outcome.SessionClosed(), Outcome.SessionsExpired(_) ->
          result.setCloseSession(CloseSessionResponse.getDefaultInstance());
      case Outcome.Refused refused -> result.setError(WireErrors.of(refused));
    }
  }

  /** Fills in what a read saw. */
  static void write(Answer answer, boolean stale, Result.Builder result) {
    switch (answer) {
      case Answer.Got(var found, var revision) -> {
        GetResponse.Builder get = GetResponse.newBuilder().setRevision(revision).setStale(stale);
        if (found != null) {
          get.setKv(pair(found));
        }
        result.setGet(get);
      }
      case Answer.Ranged(var range, var revision) ->
          result.setRange(range(range).setRevision(revision).setStale(stale));
      case Answer.FenceChecked(var live, var state, var revision) -> {
        CheckResponse.Builder check =
            CheckResponse.newBuilder().setLive(live).setRevision(revision).setStale(stale);
        if (state != null) {
          check.setState(fence(state));
        }
        result.setCheck(check);
      }
      case Answer.FencesListed(var fences, var protections, var more, var revision) -> {
        ListFencesResponse.Builder list =
            ListFencesResponse.newBuilder().setMore(more).setRevision(revision).setStale(stale);
        fences.forEach(fence -> list.addFences(fence(fence)));
        protections.forEach(
            protection ->
                list.addProtections(
                    Protection.newBuilder()
                        .setPrefix(bytes(protection.prefix()))
                        .setFence(protection.fence())));
        result.setListFences(list);
      }
      case Answer.Refused(var reason) -> result.setError(WireErrors.of(reason));
    }
  }

  static FenceState.Builder fence(Outcome.FenceState state) {
    return FenceState.newBuilder()
        .setFence(state.fence())
        .setKind(
            switch (state.kind()) {
              case MINTED -> FenceKind.MINTED;
              case EXTERNAL -> FenceKind.EXTERNAL;
            })
        .setCurrentToken(state.currentToken())
        .setHolder(state.holder())
        .setSinceHlc(state.sinceHlc())
        .setReleased(state.released());
  }

  static ByteString bytes(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static TxnResponse txn(Outcome.TxnDone txn) {
    TxnResponse.Builder response =
        TxnResponse.newBuilder()
            .setSucceeded(txn.succeeded())
            .setRevision(txn.revision())
            .setHlc(txn.hlc());
    for (TxnResult each : txn.results()) {
      response.addResults(txnResult(each, txn));
    }
    return response.build();
  }

  private static dev.palisade.proto.kv.TxnResult.Builder txnResult(
      TxnResult each, Outcome.TxnDone txn) {
    var result = dev.palisade.proto.kv.TxnResult.newBuilder();
    switch (each) {
      case TxnResult.Put(var previous) -> {
        PutResponse.Builder put =
            PutResponse.newBuilder().setRevision(txn.revision()).setHlc(txn.hlc());
        if (previous != null) {
          put.setPrevious(pair(previous));
        }
        result.setPut(put);
      }
      case TxnResult.Delete(var deleted, var previous) -> {
        DeleteResponse.Builder delete =
            DeleteResponse.newBuilder()
                .setRevision(txn.revision())
                .setHlc(txn.hlc())
                .setDeleted(deleted);
        previous.forEach(pair -> delete.addPrevious(pair(pair)));
        result.setDelete(delete);
      }
      case TxnResult.Get(var found) -> {
        GetResponse.Builder get = GetResponse.newBuilder().setRevision(txn.revision());
        if (found != null) {
          get.setKv(pair(found));
        }
        result.setGet(get);
      }
      case TxnResult.Range(var range) -> result.setRange(range(range).setRevision(txn.revision()));
    }
    return result;
  }

  private static RangeResponse.Builder range(Outcome.RangeResult range) {
    RangeResponse.Builder response =
        RangeResponse.newBuilder().setCount(range.count()).setMore(range.more());
    range.pairs().forEach(pair -> response.addKvs(pair(pair)));
    return response;
  }

  private static KeyValue.Builder pair(Outcome.KeyValue pair) {
    return KeyValue.newBuilder()
        .setKey(bytes(pair.key()))
        .setValue(bytes(pair.value()))
        .setCreateRevision(pair.createRevision())
        .setModRevision(pair.modRevision())
        .setVersion(pair.version())
        .setHlc(pair.hlc())
        .setLease(pair.lease());
  }
}
