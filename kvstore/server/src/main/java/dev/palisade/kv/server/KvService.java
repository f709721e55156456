package dev.palisade.kv.server;

import dev.palisade.proto.kv.CompactRequest;
import dev.palisade.proto.kv.CompactResponse;
import dev.palisade.proto.kv.DeleteRequest;
import dev.palisade.proto.kv.DeleteResponse;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.PutResponse;
import dev.palisade.proto.kv.RangeRequest;
import dev.palisade.proto.kv.RangeResponse;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.ResultBatch;
import dev.palisade.proto.kv.TxnRequest;
import dev.palisade.proto.kv.TxnResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Keys and values: unary calls, and the stream of many operations. */
final class KvService extends KvGrpc.KvImplBase {
  private static final int MAX_BATCH_OPERATIONS = 1_024;

  private final Operations operations;
  private final Answering answering;
  private final UnaryCalls unary;

  KvService(Operations operations, Answering answering) {
    this.operations = operations;
    this.answering = answering;
    unary = new UnaryCalls(operations, answering);
  }

  @Override
  public StreamObserver<OperationBatch> execute(StreamObserver<ResultBatch> results) {
    StreamReply reply = new StreamReply((ServerCallStreamObserver<ResultBatch>) results, answering);
    return new StreamObserver<>() {
      @Override
      public void onNext(OperationBatch batch) {
        if (batch.getOperationsCount() > MAX_BATCH_OPERATIONS) {
          reply.fail(
              Status.INVALID_ARGUMENT.withDescription(
                  "a batch of %,d operations exceeds %,d; send smaller batches"
                      .formatted(batch.getOperationsCount(), MAX_BATCH_OPERATIONS)));
          return;
        }
        if (reply.received(batch)) {
          operations.submit(batch.getOperationsList(), reply);
          answering.loop().run();
          reply.taken();
        }
      }

      @Override
      public void onError(Throwable error) {
        // The client went away; its operations run to their end unanswered.
      }

      @Override
      public void onCompleted() {
        reply.clientDone();
      }
    };
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> observer) {
    unary.run(Operation.newBuilder().setPut(request), observer, Result::getPut);
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
    unary.run(Operation.newBuilder().setGet(request), observer, Result::getGet);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteResponse> observer) {
    unary.run(Operation.newBuilder().setDelete(request), observer, Result::getDelete);
  }

  @Override
  public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
    unary.run(Operation.newBuilder().setRange(request), observer, Result::getRange);
  }

  @Override
  public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
    unary.run(Operation.newBuilder().setTxn(request), observer, Result::getTxn);
  }

  @Override
  public void compact(CompactRequest request, StreamObserver<CompactResponse> observer) {
    unary.run(Operation.newBuilder().setCompact(request), observer, Result::getCompact);
  }
}
