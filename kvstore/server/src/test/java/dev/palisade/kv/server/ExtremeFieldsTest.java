package dev.palisade.kv.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.raft.NodeId;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every field of every request with values at the ends of its type: each call is answered or
 * refused with a reason, and the nodes go on.
 */
@Timeout(180)
class ExtremeFieldsTest {
  /** What a client cannot act on, or what hides a fault of the server. */
  private static final Set<Status.Code> NO_ANSWERS =
      EnumSet.of(Status.Code.UNKNOWN, Status.Code.INTERNAL, Status.Code.DEADLINE_EXCEEDED);

  /** Fields of messages within messages are tried down to this depth. */
  private static final int DEEPEST = 4;

  /** With plausible values these would change who leads or votes; they start from nothing. */
  private static final Set<String> CHANGE_THE_CLUSTER =
      Set.of("TransferLeadership", "ChangeMembership");

  @TempDir private Path directory = Path.of("");

  @Test
  void everyFieldMayHoldAnyValue() throws Exception {
    try (ServerCluster cluster = new ServerCluster(directory, Map.of())) {
      NodeId leader = cluster.leader();
      List<String> wrong = new ArrayList<>();
      int calls = 0;
      for (var service : GetRequest.getDescriptor().getFile().getServices()) {
        for (var method : service.getMethods()) {
          if (method.isClientStreaming()) {
            continue; // Its operations are the requests of the other methods.
          }
          Descriptor input = method.getInputType();
          DynamicMessage base =
              CHANGE_THE_CLUSTER.contains(method.getName())
                  ? DynamicMessage.getDefaultInstance(input)
                  : plausible(input, DEEPEST);
          for (DynamicMessage request : extremes(base, DEEPEST)) {
            calls++;
            Status status = call(cluster.channel(leader), service.getFullName(), method, request);
            if (NO_ANSWERS.contains(status.getCode()) && !mayWait(method, status)) {
              wrong.add(method.getFullName() + " {" + request + "}: " + status);
            }
          }
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(calls).isGreaterThan(200);
      assertThat(cluster.halts).isEmpty();
    }
  }

  /** A hash may be asked for of an index that is still to come. */
  private static boolean mayWait(
      com.google.protobuf.Descriptors.MethodDescriptor method, Status status) {
    return method.getName().equals("StateHash")
        && status.getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  private static Status call(
      ManagedChannel channel,
      String service,
      com.google.protobuf.Descriptors.MethodDescriptor method,
      Message request) {
    MethodDescriptor<Message, Message> called =
        MethodDescriptor.<Message, Message>newBuilder()
            .setType(method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method.getName()))
            .setRequestMarshaller(marshaller(method.getInputType()))
            .setResponseMarshaller(marshaller(method.getOutputType()))
            .build();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(3, TimeUnit.SECONDS);
    try {
      if (method.isServerStreaming()) {
        ClientCalls.blockingServerStreamingCall(channel, called, options, request)
            .forEachRemaining(answer -> {});
      } else {
        ClientCalls.blockingUnaryCall(channel, called, options, request);
      }
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static MethodDescriptor.Marshaller<Message> marshaller(Descriptor type) {
    return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
  }

  /** A message with something in each field; the last of each oneof. */
  private static DynamicMessage plausible(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (depth == 0 && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      set(message, field, plausible(field, depth));
    }
    return message.build();
  }

  private static Object plausible(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> 1;
      case LONG -> 1L;
      case FLOAT -> 1f;
      case DOUBLE -> 1d;
      case BOOLEAN -> false;
      case STRING -> "name";
      case BYTE_STRING -> ByteString.copyFromUtf8("key");
      case ENUM -> field.getEnumType().getValues().getFirst();
      case MESSAGE -> plausible(field.getMessageType(), depth - 1);
    };
  }

  /** The message with one field at a time, at any depth, at an end of its type. */
  private static List<DynamicMessage> extremes(DynamicMessage base, int depth) {
    List<DynamicMessage> all = new ArrayList<>();
    for (FieldDescriptor field : base.getDescriptorForType().getFields()) {
      for (Object value : ends(field)) {
        all.add(with(base, field, value));
      }
      all.add(base.toBuilder().clearField(field).build());
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth > 0) {
        DynamicMessage inner = plausible(field.getMessageType(), depth - 1);
        for (DynamicMessage extreme : extremes(inner, depth - 1)) {
          all.add(with(base, field, extreme));
        }
      }
    }
    return all;
  }

  private static List<Object> ends(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> List.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE);
      case LONG -> List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE);
      case FLOAT -> List.of(Float.NaN);
      case DOUBLE -> List.of(Double.NaN);
      case BOOLEAN -> List.of(true);
      case STRING -> List.of("", "\u0000", "x".repeat(70_000), "\ud83d\ude00");
      case BYTE_STRING ->
          List.of(ByteString.EMPTY, ByteString.copyFrom(new byte[5_000]), ByteString.fromHex("ff"));
      case ENUM -> List.of(field.getEnumType().findValueByNumberCreatingIfUnknown(4_711));
      case MESSAGE -> List.of();
    };
  }

  private static DynamicMessage with(DynamicMessage base, FieldDescriptor field, Object value) {
    DynamicMessage.Builder message = base.toBuilder();
    set(message, field, value);
    return message.build();
  }

  private static void set(DynamicMessage.Builder message, FieldDescriptor field, Object value) {
    if (field.isRepeated()) {
      message.clearField(field).addRepeatedField(field, value);
    } else {
      message.setField(field, value);
    }
  }
}
