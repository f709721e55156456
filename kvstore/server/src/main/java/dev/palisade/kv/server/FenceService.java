package dev.palisade.kv.server;

import dev.palisade.proto.kv.CheckRequest;
import dev.palisade.proto.kv.CheckResponse;
import dev.palisade.proto.kv.DeclareExternalRequest;
import dev.palisade.proto.kv.DeclareExternalResponse;
import dev.palisade.proto.kv.FencesGrpc;
import dev.palisade.proto.kv.GrantRequest;
import dev.palisade.proto.kv.GrantResponse;
import dev.palisade.proto.kv.ListFencesRequest;
import dev.palisade.proto.kv.ListFencesResponse;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.ProtectRequest;
import dev.palisade.proto.kv.ProtectResponse;
import dev.palisade.proto.kv.ReleaseRequest;
import dev.palisade.proto.kv.ReleaseResponse;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.UnprotectRequest;
import dev.palisade.proto.kv.UnprotectResponse;
import io.grpc.stub.StreamObserver;

/** Fences, as unary calls. */
final class FenceService extends FencesGrpc.FencesImplBase {
  private final UnaryCalls unary;

  FenceService(UnaryCalls unary) {
    this.unary = unary;
  }

  @Override
  public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
    unary.run(Operation.newBuilder().setGrant(request), observer, Result::getGrant);
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
    unary.run(Operation.newBuilder().setRelease(request), observer, Result::getRelease);
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    unary.run(Operation.newBuilder().setCheck(request), observer, Result::getCheck);
  }

  @Override
  public void declareExternal(
      DeclareExternalRequest request, StreamObserver<DeclareExternalResponse> observer) {
    unary.run(
        Operation.newBuilder().setDeclareExternal(request), observer, Result::getDeclareExternal);
  }

  @Override
  public void protect(ProtectRequest request, StreamObserver<ProtectResponse> observer) {
    unary.run(Operation.newBuilder().setProtect(request), observer, Result::getProtect);
  }

  @Override
  public void unprotect(UnprotectRequest request, StreamObserver<UnprotectResponse> observer) {
    unary.run(Operation.newBuilder().setUnprotect(request), observer, Result::getUnprotect);
  }

  @Override
  public void list(ListFencesRequest request, StreamObserver<ListFencesResponse> observer) {
    unary.run(Operation.newBuilder().setListFences(request), observer, Result::getListFences);
  }
}
