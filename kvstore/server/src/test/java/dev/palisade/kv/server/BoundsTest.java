package dev.palisade.kv.server;

import static com.google.protobuf.ByteString.copyFromUtf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.proto.kv.Error;
import dev.palisade.proto.kv.ErrorCode;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beyond its bounds a node refuses at once, and says when to come back. */
class BoundsTest {
  @TempDir Path directory;

  @Test
  void operationsBeyondTheBoundAreRefusedAndTheRoomIsGivenBack() throws Exception {
    try (ServerCluster cluster =
            new ServerCluster(directory, Map.of("max-in-flight-operations", "4"));
        OperationStream stream = new OperationStream(cluster.channel(cluster.leader()))) {
      List<Result> results = stream.runAll(puts(50));
      List<Result> refused = results.stream().filter(Result::hasError).toList();
      assertThat(results).filteredOn(Result::hasPut).hasSizeBetween(4, 49);
      assertThat(refused).isNotEmpty();
      for (Result each : refused) {
        assertThat(each.getError().getCode()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(each.getError().getOutcome()).isEqualTo(Error.Outcome.REFUSED);
        assertThat(each.getError().getOverloaded().getRetryAfterMillis()).isPositive();
      }
      assertThat(stream.runAll(puts(4))).allMatch(Result::hasPut);
    }
  }

  @Test
  void roomIsTakenInOperationsAndInBytesAndGivenBackInBoth() {
    Admission admission = new Admission(2, 100);
    assertThat(admission.admit(60)).isTrue();
    assertThat(admission.admit(60)).as("120 bytes of 100").isFalse();
    assertThat(admission.admit(40)).isTrue();
    assertThat(admission.admit(0)).as("three operations of two").isFalse();
    admission.release(60);
    assertThat(admission.admit(60)).isTrue();
    assertThat(admission.operations()).isEqualTo(2);
  }

  private static List<Operation.Builder> puts(int count) {
    List<Operation.Builder> operations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(
          Operation.newBuilder()
              .setPut(
                  PutRequest.newBuilder()
                      .setKey(copyFromUtf8("k" + i))
                      .setValue(copyFromUtf8("v"))));
    }
    return operations;
  }
}
