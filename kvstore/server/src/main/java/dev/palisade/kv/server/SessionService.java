package dev.palisade.kv.server;

import dev.palisade.proto.kv.CloseSessionRequest;
import dev.palisade.proto.kv.CloseSessionResponse;
import dev.palisade.proto.kv.KeepAliveRequest;
import dev.palisade.proto.kv.KeepAliveResponse;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.OpenSessionResponse;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.SessionsGrpc;
import io.grpc.stub.StreamObserver;

/** Sessions, as unary calls. */
final class SessionService extends SessionsGrpc.SessionsImplBase {
  private final UnaryCalls unary;

  SessionService(UnaryCalls unary) {
    this.unary = unary;
  }

  @Override
  public void open(OpenSessionRequest request, StreamObserver<OpenSessionResponse> observer) {
    unary.run(Operation.newBuilder().setOpenSession(request), observer, Result::getOpenSession);
  }

  @Override
  public void keepAlive(KeepAliveRequest request, StreamObserver<KeepAliveResponse> observer) {
    unary.run(Operation.newBuilder().setKeepAlive(request), observer, Result::getKeepAlive);
  }

  @Override
  public void close(CloseSessionRequest request, StreamObserver<CloseSessionResponse> observer) {
    unary.run(Operation.newBuilder().setCloseSession(request), observer, Result::getCloseSession);
  }
}
