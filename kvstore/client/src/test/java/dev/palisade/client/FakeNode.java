package dev.palisade.client;

import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.Member;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.Result;
import dev.palisade.proto.kv.ResultBatch;
import dev.palisade.proto.kv.StatusRequest;
import dev.palisade.proto.kv.StatusResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node that speaks the public interface over a real connection and answers as its script says.
 * The script sees every operation; without one the node leads and applies to its store.
 */
final class FakeNode implements AutoCloseable {
  /** Answers an operation; null to leave it unanswered. */
  interface Script {
    @Nullable Result answer(Operation operation);
  }

  private final Server server;
  private final String endpoint;
  private final List<OperationBatch> batches = new CopyOnWriteArrayList<>();
  private final List<StreamObserver<ResultBatch>> streams = new CopyOnWriteArrayList<>();
  private volatile Script script;
  private volatile StatusResponse status =
      StatusResponse.newBuilder().setNode(1).setRole("leader").setTerm(1).setLeader(1).build();
  private volatile boolean silent;
  private volatile int statusAsked;

  FakeNode(Script script) {
    this.script = script;
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
              .addService(new Kv())
              .addService(new Node())
              .permitKeepAliveTime(1, TimeUnit.SECONDS)
              .build()
              .start();
      endpoint = "127.0.0.1:" + server.getPort();
    } catch (IOException failure) {
      throw new IllegalStateException("cannot listen on the loopback", failure);
    }
  }

  static FakeNode leading(FakeStore store) {
    return new FakeNode(store::apply);
  }

  String endpoint() {
    return endpoint;
  }

  void follow(Script newScript) {
    script = newScript;
  }

  /** What it says when asked for its status. */
  void say(String role, long term) {
    status = status.toBuilder().setRole(role).setTerm(term).build();
  }

  /** Whom it names as members. */
  void sayMembers(FakeNode... nodes) {
    StatusResponse.Builder named = status.toBuilder().clearMembers();
    for (FakeNode node : nodes) {
      named.addMembers(Member.newBuilder().setClientEndpoint(node.endpoint()));
    }
    status = named.build();
  }

  /** Neither operations nor questions are answered from now on, as by a paused process. */
  void fallSilent() {
    silent = true;
  }

  /** Ends all streams as a crash would. */
  void breakStreams() {
    for (StreamObserver<ResultBatch> stream : streams) {
      streams.remove(stream);
      synchronized (stream) {
        stream.onError(Status.UNAVAILABLE.withDescription("broken by the script").asException());
      }
    }
  }

  void send(Result result) {
    StreamObserver<ResultBatch> latest = streams.get(streams.size() - 1);
    synchronized (latest) {
      latest.onNext(ResultBatch.newBuilder().addResults(result).build());
    }
  }

  List<OperationBatch> batches() {
    return List.copyOf(batches);
  }

  /** Every operation of one kind, in order of arrival, again for each time that it was sent. */
  List<Operation> received(Operation.RequestCase kind) {
    return batches.stream()
        .flatMap(batch -> batch.getOperationsList().stream())
        .filter(operation -> operation.getRequestCase() == kind)
        .toList();
  }

  int openStreams() {
    return streams.size();
  }

  int statusAsked() {
    return statusAsked;
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Kv extends KvGrpc.KvImplBase {
    @Override
    public StreamObserver<OperationBatch> execute(StreamObserver<ResultBatch> results) {
      streams.add(results);
      return new StreamObserver<>() {
        @Override
        public void onNext(OperationBatch batch) {
          batches.add(batch);
          answer(batch, results);
        }

        @Override
        public void onError(Throwable failure) {
          streams.remove(results);
        }

        @Override
        public void onCompleted() {
          streams.remove(results);
          synchronized (results) {
            results.onCompleted();
          }
        }
      };
    }

    private void answer(OperationBatch batch, StreamObserver<ResultBatch> results) {
      List<Result> answers = new ArrayList<>();
      for (Operation operation : batch.getOperationsList()) {
        Result answer = silent ? null : script.answer(operation);
        if (answer != null) {
          answers.add(answer);
        }
      }
      if (!answers.isEmpty()) {
        synchronized (results) {
          results.onNext(ResultBatch.newBuilder().addAllResults(answers).build());
        }
      }
    }
  }

  private final class Node extends NodeGrpc.NodeImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> response) {
      if (!silent) {
        response.onNext(status);
        response.onCompleted();
      }
      statusAsked++; // Whoever sees the count knows that the answer is on its way.
    }
  }
}
