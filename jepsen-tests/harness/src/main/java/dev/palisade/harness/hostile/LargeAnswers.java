package dev.palisade.harness.hostile;

import com.google.protobuf.ByteString;
import dev.palisade.harness.cluster.NodePlan;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.RangeRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.random.RandomGenerator;

/** Asks for far more bytes at the same time than a node has memory. */
final class LargeAnswers implements Round {
  static final String PREFIX = "hostile/large/";
  static final int VALUE_BYTES = (1 << 20) - 100;
  private static final int VALUES = 4;
  private static final int RANGES = 60;
  private static final int GETS = 400;

  /** Puts the values that are asked for. */
  static void prepare(ManagedChannel leader) {
    ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
    for (int i = 0; i < VALUES; i++) {
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(PREFIX + i))
              .setValue(value)
              .build();
      if (Victims.ask(leader, KvGrpc.getPutMethod(), put.toByteArray()) != Status.Code.OK) {
        return; // The next round tries again.
      }
    }
  }

  static RangeRequest range() {
    return RangeRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(PREFIX))
        .setRangeEnd(ByteString.copyFromUtf8("hostile/large0"))
        .setLimit(VALUES)
        .build();
  }

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    NodePlan leader = victims.leader();
    ManagedChannel channel = victims.connect(leader.client());
    prepare(channel);
    Victims.flood(channel, KvGrpc.getRangeMethod(), range(), RANGES);
    GetRequest get =
        GetRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(PREFIX + dice.nextInt(VALUES)))
            .build();
    Victims.flood(channel, KvGrpc.getGetMethod(), get, GETS);
    victims.hangUp();
  }
}
