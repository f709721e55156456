package dev.palisade.harness.hostile;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.KvGrpc;
import dev.palisade.proto.kv.NodeGrpc;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.RangeRequest;
import dev.palisade.proto.kv.StateHashRequest;
import io.grpc.ManagedChannel;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Work that takes a node long and the client nothing: counts of all keys, recomputed hashes. */
final class Scans implements Round {
  private static final int KEYS = 20_000;
  private static final int BATCH = 1_000;
  private static final int AT_A_TIME = 100;

  private boolean isPrepared;

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    ManagedChannel channel = victims.connect(victims.leader().client());
    if (!isPrepared) {
      prepare(channel);
      isPrepared = true;
    }
    RangeRequest count =
        RangeRequest.newBuilder()
            .setRangeEnd(ByteString.copyFrom(new byte[1]))
            .setCountOnly(true)
            .build();
    Victims.flood(channel, KvGrpc.getRangeMethod(), count, AT_A_TIME);
    StateHashRequest hash = StateHashRequest.newBuilder().setRecompute(true).build();
    Victims.flood(channel, NodeGrpc.getStateHashMethod(), hash, AT_A_TIME);
    victims.hangUp();
  }

  private static void prepare(ManagedChannel channel) throws InterruptedException {
    OpenStreams.Stream stream = OpenStreams.begin(channel, Integer.MAX_VALUE);
    for (int from = 0; from < KEYS; from += BATCH) {
      int base = from;
      stream.send(
          OpenStreams.batch(
              BATCH,
              i ->
                  Operation.newBuilder()
                      .setPut(
                          PutRequest.newBuilder()
                              .setKey(
                                  ByteString.copyFromUtf8(
                                      String.format(
                                          Locale.ROOT, "hostile/scan/%08d", base + i))))));
    }
    stream.halfClose();
    stream.ended().await(5, TimeUnit.SECONDS);
  }
}
