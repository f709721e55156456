package dev.palisade.harness.hostile;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import dev.palisade.proto.kv.PutRequest;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Batches of one operation more than allowed, while valid ones before them are being answered. */
final class OversizedBatches implements Round {
  private static final int MOST = 1_024;
  private static final int STREAMS = 5;

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    ManagedChannel channel = victims.connect(victims.leader().client());
    OperationBatch valid = OpenStreams.batch(1_000, i -> put("hostile/batch/" + i % 50, 200));
    OperationBatch tooMany = OpenStreams.batch(MOST + 1, i -> put("hostile/batch", 0));
    for (int i = 0; i < STREAMS; i++) {
      OpenStreams.Stream stream = OpenStreams.begin(channel, Integer.MAX_VALUE);
      stream.send(valid);
      stream.send(tooMany);
      stream.send(tooMany);
      stream.send(valid);
      stream.ended().await(2, TimeUnit.SECONDS);
    }
    victims.hangUp();
  }

  private static Operation.Builder put(String key, int valueBytes) {
    return Operation.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFrom(new byte[valueBytes])));
  }
}
