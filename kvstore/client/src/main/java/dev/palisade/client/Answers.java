package dev.palisade.client;

import dev.palisade.proto.kv.CheckResponse;
import dev.palisade.proto.kv.DeleteResponse;
import dev.palisade.proto.kv.FenceKind;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.ListFencesResponse;
import dev.palisade.proto.kv.PutResponse;
import dev.palisade.proto.kv.RangeResponse;
import dev.palisade.proto.kv.TxnResponse;
import java.util.List;
import java.util.Optional;

/** Answers as they come over the wire, as values of this module. */
final class Answers {
  private Answers() {}

  static KeyValue keyValue(dev.palisade.proto.kv.KeyValue kv) {
    return new KeyValue(
        Bytes.of(kv.getKey()),
        Bytes.of(kv.getValue()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        new Hlc(kv.getHlc()),
        kv.getLease());
  }

  private static List<KeyValue> keyValues(List<dev.palisade.proto.kv.KeyValue> kvs) {
    return kvs.stream().map(Answers::keyValue).toList();
  }

  static PutResult put(PutResponse response) {
    Optional<KeyValue> previous =
        response.hasPrevious() ? Optional.of(keyValue(response.getPrevious())) : Optional.empty();
    return new PutResult(response.getRevision(), new Hlc(response.getHlc()), previous);
  }

  static GetResult get(GetResponse response) {
    Optional<KeyValue> kv =
        response.hasKv() ? Optional.of(keyValue(response.getKv())) : Optional.empty();
    return new GetResult(kv, response.getRevision(), response.getStale());
  }

  static DeleteResult delete(DeleteResponse response) {
    return new DeleteResult(
        response.getRevision(),
        new Hlc(response.getHlc()),
        response.getDeleted(),
        keyValues(response.getPreviousList()));
  }

  static RangeResult range(RangeResponse response) {
    return new RangeResult(
        keyValues(response.getKvsList()),
        response.getCount(),
        response.getMore(),
        response.getRevision(),
        response.getStale());
  }

  static TxnResult txn(TxnResponse response) {
    return new TxnResult(
        response.getSucceeded(),
        response.getResultsList().stream().map(Answers::operation).toList(),
        response.getRevision(),
        new Hlc(response.getHlc()));
  }

  private static OperationResult operation(dev.palisade.proto.kv.TxnResult result) {
    return switch (result.getResultCase()) {
      case PUT -> put(result.getPut());
      case DELETE -> delete(result.getDelete());
      case GET -> get(result.getGet());
      case RANGE -> range(result.getRange());
      case RESULT_NOT_SET ->
          throw new IllegalStateException(
              "the server answered an operation of a transaction with a result that this client"
                  + " does not know; use a client of the server's version");
    };
  }

  static FenceState fenceState(dev.palisade.proto.kv.FenceState state) {
    return new FenceState(
        state.getFence(),
        state.getKind() == FenceKind.EXTERNAL ? FenceState.Kind.EXTERNAL : FenceState.Kind.MINTED,
        state.getCurrentToken(),
        state.getHolder(),
        new Hlc(state.getSinceHlc()),
        state.getReleased());
  }

  static FenceCheck check(CheckResponse response) {
    Optional<FenceState> state =
        response.hasState() ? Optional.of(fenceState(response.getState())) : Optional.empty();
    return new FenceCheck(response.getLive(), state, response.getRevision(), response.getStale());
  }

  static FenceList fences(ListFencesResponse response) {
    return new FenceList(
        response.getFencesList().stream().map(Answers::fenceState).toList(),
        response.getProtectionsList().stream()
            .map(
                protection ->
                    new FenceList.Protection(
                        Bytes.of(protection.getPrefix()), protection.getFence()))
            .toList(),
        response.getMore(),
        response.getRevision(),
        response.getStale());
  }
}
